"""check_structures.py ours ase: ASE reads labelled structures as they were written, and writes them again."""
import sys

import ase.io
import numpy as np

ours, theirs = sys.argv[1:3]
frames = ase.io.read(ours, index=":", format="extxyz")
assert len(frames) == 3

# The first frame of StructureWriterTests.
frame = frames[0]
assert frame.get_chemical_symbols() == ["Si", "Ge"] and all(frame.pbc)
assert np.allclose(frame.cell[:], [[1, 2, 0.5], [-3, 1, 0.25], [0.5, 0.75, 4]], atol=1e-14)
assert np.allclose(frame.positions, [[0.1, 0.2, 0.3], [-0.4, 1.2, 0.6]], atol=1e-14)
assert np.allclose(frame.get_forces(), [[1, 2, 3], [-3, -2, -1]], atol=1e-14)
assert np.allclose(frame.get_stress(voigt=True), [1, 2, 3, 6, 5, 4], atol=1e-14)
assert frame.get_potential_energy() == 1.1
assert frame.info["group"] == 'a "b" c' and frame.info["weight"] == 0.3
assert not frames[2].pbc.any() and frames[2].cell.rank == 0

ase.io.write(theirs, frames, format="extxyz")
