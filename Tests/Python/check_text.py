"""check_text.py dump xyz count box: ASE reads a custom dump and extended XYZ as they were written."""
import sys

import ase.io
import numpy as np

from atoms import Atoms

dump, xyz, count, box = sys.argv[1:5]
atoms = Atoms(int(count), [float(word) for word in box.split(",")])
symbols = [["Si", "Ge"][t - 1] for t in atoms.types]


# Ten digits of numbers below 100 leave half of 1e-8; sums carry sixteen.
def close(a, b, what, tolerance=6e-9):
    error = np.abs(np.asarray(a) - np.asarray(b)).max()
    assert error <= tolerance, f"{what}: differs by {error}"


frames = ase.io.read(dump, index=":", format="lammps-dump-text", units="metal")
assert len(frames) == 2
for frame in frames:
    assert frame.get_chemical_symbols() == symbols
    close(frame.cell[:], atoms.edges, "cell of the dump")
    close(frame.positions, atoms.start, "positions of the dump")
    close(frame.get_forces(), atoms.forces, "forces of the dump")
    assert all(frame.pbc)

frames = ase.io.read(xyz, index=":", format="extxyz")
assert len(frames) == 2
for frame, step in zip(frames, [0, 10]):
    assert frame.get_chemical_symbols() == symbols
    close(frame.cell[:], atoms.edges, "cell of the XYZ")
    close(frame.positions, atoms.start, "positions of the XYZ")
    close(frame.get_forces(), atoms.forces, "forces of the XYZ")
    close(frame.arrays["velo"], atoms.velocities, "velocities of the XYZ")
    close(frame.arrays["c_q"], atoms.computed[0], "compute of the XYZ")
    close(frame.get_potential_energy(), atoms.energies.sum(), "energy")
    assert (frame.arrays["id"] == atoms.ids).all()
    assert frame.info["Timestep"] == step and all(frame.pbc)
