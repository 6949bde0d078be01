#!/usr/bin/env python3
"""Small cells far from anything that molecular dynamics visits: walls for the potential, cheap to label.

    shapes.py OUTPUT.extxyz

Polymorphs from 0.5 to 2.2 times the crystal's volume, the same with atoms displaced at random, slabs, and small
molecules. All cells are nearly right-angled, since the points of label.py are even only in such: a hexagonal cell of
four atoms came out 50 meV/atom too low, the same crystal in eight at right angles within 1 of a dense mesh. Random
numbers have a fixed seed: the file is always the same.
"""
import sys
import numpy as np
from ase import Atoms
from ase.build import bulk, diamond100, diamond111, make_supercell
from ase.io import write

VOLUME = 20.44  # Å^3 an atom of the crystal
frames = []


def add(group, name, atoms):
    frames.append(Atoms("Si%d" % len(atoms), atoms.get_scaled_positions() @ atoms.cell.array, cell=atoms.cell, pbc=True,
                        info={"source": name, "group": group}))


def scaled(atoms, volume):
    """With `volume` times the crystal's volume an atom."""
    atoms = atoms.copy()
    atoms.set_cell(atoms.cell * (volume * VOLUME * len(atoms) / atoms.get_volume()) ** (1 / 3), scale_atoms=True)
    return atoms


def shapes():
    hexagonal = Atoms("Si4", scaled_positions=[(1/3, 2/3, .0625), (2/3, 1/3, .5625), (1/3, 2/3, .4375), (2/3, 1/3, .9375)],
                      cell=[[3.85, 0, 0], [-1.925, 3.334, 0], [0, 0, 6.33]], pbc=True)
    silicene = Atoms("Si2", scaled_positions=[(1/3, 2/3, .47), (2/3, 1/3, .53)],
                     cell=[[3.87, 0, 0], [-1.935, 3.3515, 0], [0, 0, 6]], pbc=True)
    tin = Atoms("Si4", scaled_positions=[(0, 0, 0), (.5, 0, .25), (.5, .5, .5), (0, .5, .75)],
                cell=[4.77, 4.77, 2.62], pbc=True)
    right = [[1, 0, 0], [1, 2, 0], [0, 0, 1]]
    hexagonal, silicene = make_supercell(hexagonal, right), make_supercell(silicene, right)
    return {
        "diamond": bulk("Si", "diamond", a=5.4687, cubic=True), "sc": bulk("Si", "sc", a=2.6),
        "bcc": bulk("Si", "bcc", a=3.1, cubic=True), "fcc": bulk("Si", "fcc", a=3.9, cubic=True),
        "hexagonal": hexagonal, "silicene": silicene, "tin": tin,
    }


kinds = shapes()
for kind, volumes in {
    "diamond": (0.55, 0.68, 0.8, 0.9, 1.3, 1.6, 2.2), "sc": (0.5, 0.65, 0.8, 1.0, 1.4),
    "bcc": (0.5, 0.65, 0.8, 1.1), "fcc": (0.5, 0.65, 0.8, 1.1), "hexagonal": (0.55, 0.9, 1.0, 1.1),
    "silicene": (1.4, 1.9), "tin": (0.5, 0.7, 0.9),
}.items():
    for volume in volumes:
        add("polymorph", f"{kind}-{volume}", scaled(kinds[kind], volume))

# About eight atoms, displaced and sheared at random; no two within 1.9 Å.
cells = {"diamond": kinds["diamond"], "sc": kinds["sc"].repeat((2, 2, 2)), "fcc": kinds["fcc"].repeat((2, 1, 1)),
         "tin": kinds["tin"].repeat((1, 1, 2)), "hexagonal": kinds["hexagonal"]}
for number in range(40):
    random = np.random.default_rng([2026, number])
    kind = list(cells)[number % len(cells)]
    while True:
        volume, width = random.uniform(0.5, 1.8), random.uniform(0.05, 0.35)
        atoms = scaled(cells[kind], volume)
        atoms.set_cell(atoms.cell.array @ (np.eye(3) + random.normal(0, 0.06, (3, 3))), scale_atoms=True)
        atoms.positions += random.normal(0, width, (len(atoms), 3))
        atoms = scaled(atoms, volume)
        distances = atoms.repeat((3, 3, 3)).get_all_distances(mic=False)
        if np.min(distances[distances > 1e-6]) > 1.9:
            break
    add("rattled", f"rattled-{number}-{kind}", atoms)

for face, build, size in (("100", diamond100, (2, 1, 8)), ("111", diamond111, (1, 1, 6))):
    for width in (0.0, 0.05, 0.12):
        atoms = build("Si", size, a=5.4687, orthogonal=face == "100", vacuum=4.0)
        if face == "111":
            atoms = make_supercell(atoms, [[1, 0, 0], [-1, 2, 0], [0, 0, 1]])
        random = np.random.default_rng([2027, len(frames)])
        atoms.positions += random.normal(0, width, (len(atoms), 3))
        add("slab", f"slab-{face}-{width}", atoms)

for distance in (1.9, 2.2, 2.7, 3.5):
    add("molecule", f"dimer-{distance}", Atoms("Si2", [(0, 0, 0), (distance, 0, 0)], cell=[9, 7.5, 7.5], pbc=True))
for side in (2.0, 2.5):
    add("molecule", f"tetrahedron-{side}", Atoms("Si4", side / 8 ** 0.5 * np.array(
        [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]), cell=[8.5, 8.5, 8.5], pbc=True))

# Two atoms pushed together among others: without these a dense liquid found a hole at 1.5 Å.
for number in range(16):
    random = np.random.default_rng([2028, number])
    atoms = scaled(cells[("diamond", "sc", "fcc", "tin")[number % 4]], (0.85, 1.05)[number // 4 % 2])
    atoms.positions += random.normal(0, 0.12, (len(atoms), 3))
    distances = atoms.get_all_distances(mic=True)[0]
    distances[0] = 99
    other = int(np.argmin(distances))
    gap = (1.2, 1.45, 1.7, 1.9)[(number + number // 4) % 4]
    between = atoms.get_distance(0, other, mic=True, vector=True)
    push = (1 - gap / np.linalg.norm(between)) / 2 * between
    atoms.positions[0] += push
    atoms.positions[other] -= push
    add("squeezed", f"squeezed-{number}-{gap}", atoms)

# The two lattices of diamond against each other: how far atoms relax in a sheared crystal, and so C44, hangs on it.
for direction, size in (((0, 0, 1), 0.05), ((0, 0, 1), 0.12), ((1, 1, 1), 0.1), ((-1, -1, -1), 0.1)):
    atoms = bulk("Si", "diamond", a=5.4687, cubic=True)
    atoms.positions[1::2] += size * np.array(direction) / np.linalg.norm(direction)
    add("optical", f"optical-{''.join(map(str, direction))}-{size}", atoms)

write(sys.argv[1], frames)
