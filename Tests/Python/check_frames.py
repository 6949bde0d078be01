"""check_frames.py file frames atoms: the file opens in the ordinary way and has these frames."""
import sys
import warnings

import h5py
import MDAnalysis
import numpy as np

warnings.simplefilter("ignore")
path, frames, atoms = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with h5py.File(path, "r") as f:
    p = f["particles/trajectory"]
    assert p["position/value"].shape == (frames, atoms, 3), p["position/value"].shape
    assert p["position/step"].shape == (frames,)
    assert (np.abs(p["position/value"][:]).max(axis=(1, 2)) > 0).all()
universe = MDAnalysis.Universe.empty(atoms, trajectory=False)
universe.load_new(path, format="H5MD")
assert len([frame.positions for frame in universe.trajectory]) == frames
