"""check_gzip.py dump.gz frames atoms: ASE and MDAnalysis read a packed dump."""
import sys
import warnings

import ase.io
import MDAnalysis
import numpy as np

warnings.simplefilter("ignore")
path, frames, atoms = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ours = ase.io.read(path, index=":", format="lammps-dump-text", units="metal")
assert len(ours) == frames
assert all(len(frame) == atoms for frame in ours)
universe = MDAnalysis.Universe.empty(atoms, trajectory=False)
universe.load_new(path, format="LAMMPSDUMP")
read = [frame.positions.copy() for frame in universe.trajectory]
assert len(read) == frames
# MDAnalysis has positions in single precision and moves the box to the origin.
for a, b in zip(ours, read):
    da, db = a.positions - a.positions[0], b - b[0]
    assert np.abs(da - db).max() < 1e-4
