#!/usr/bin/env python3
"""Slabs of the crystal cut along faces up to index three, relaxed by a potential: surfaces to label.

    facets.py OUTPUT.extxyz POTENTIAL

Of each face the smallest nearly right-angled cell is taken (the points of label.py are even only in such), as many
layers as some twenty atoms make, and the cut that breaks the fewest bonds. The potential relaxes every slab (SWIFT_MD
names the program), since what it believes of a relaxed surface is what a label can set right; each is written a
second time with its atoms displaced by 0.06 Å at random, from a fixed seed.
"""
import itertools, os, subprocess, sys, tempfile
import numpy as np
from ase import Atoms
from ase.io import read, write
from ase.neighborlist import neighbor_list

A, ATOMS, VACUUM = 5.4698, 22, 8.0
FACES = [(1, 0, 0), (1, 1, 0), (1, 1, 1), (2, 1, 0), (2, 1, 1), (2, 2, 1), (3, 1, 0), (3, 1, 1), (3, 2, 0), (3, 2, 1),
         (3, 2, 2), (3, 3, 1), (3, 3, 2)]
DECK = """units metal
boundary p p p
read_data slab.data
mass 1 28.0855
variable potential string {potential}
include {potential}/pair.in
min_style fire
minimize 0 0.02 300 3000
write_dump all xyz relaxed.xyz modify element Si
"""


def plane_vectors(face):
    """The smallest pair of lattice vectors of fcc in a plane that is within 12 degrees of a right angle."""
    vectors = [np.array(v) for v in itertools.product(range(-7, 8), repeat=3)
               if any(v) and sum(v) % 2 == 0 and np.dot(v, face) == 0]
    vectors.sort(key=lambda v: (v @ v, tuple(v)))
    best = None
    for i, u in enumerate(vectors[:60]):
        for v in vectors[i + 1:60]:
            area = np.linalg.norm(np.cross(u, v))
            if area > 0 and abs(u @ v) / np.sqrt((u @ u) * (v @ v)) < 0.2 and (best is None or area < best[0] - 1e-9):
                best = (area, u, v)
    return best[1] * A / 2, best[2] * A / 2


def slab(face):
    u, v = plane_vectors(face)
    normal = np.cross(u, v)
    area = np.linalg.norm(normal)
    normal /= area
    thickness = min(14.0, max(5.5, ATOMS * A**3 / 8 / area))
    reach = range(-9, 10)
    fcc = np.array([p for p in itertools.product(reach, repeat=3) if sum(p) % 2 == 0]) * A / 2
    crystal = np.concatenate([fcc, fcc + A / 4])
    fractions = crystal @ np.linalg.inv(np.array([u, v, normal]))
    inside = np.all((fractions[:, :2] > -1e-6) & (fractions[:, :2] < 1 - 1e-6), axis=1)
    fractions = fractions[inside & (np.abs(fractions[:, 2]) < 2 * thickness)]
    heights = np.unique(np.round(fractions[:, 2], 4))
    best = None
    for bottom in heights[(heights > -thickness / 2 - 4) & (heights < -thickness / 2 + 4)]:
        chosen = fractions[(fractions[:, 2] > bottom - 1e-3) & (fractions[:, 2] < bottom + thickness - 1e-3)]
        cell = np.array([u, v, normal * (np.ptp(chosen[:, 2]) + VACUUM)])
        positions = chosen @ np.array([u, v, normal])
        atoms = Atoms("Si%d" % len(chosen), positions - normal * (chosen[:, 2].min() - VACUUM / 2), cell=cell, pbc=True)
        missing = 4 * len(atoms) - len(neighbor_list("i", atoms, 2.6))
        if best is None or missing < best[0]:
            best = (missing, atoms)
    atoms = best[1]
    # LAMMPS's orientation: x along the first vector.
    lengths = atoms.cell.cellpar()
    atoms.set_cell(lengths, scale_atoms=True)
    return atoms


def relaxed(atoms, potential, folder):
    write(f"{folder}/slab.data", atoms, format="lammps-data")
    with open(f"{folder}/deck.in", "w") as file:
        file.write(DECK.format(potential=potential))
    program = os.environ.get("SWIFT_MD", "swift-md")
    result = subprocess.run([program, "-in", "deck.in", "-log", "none"], cwd=folder, capture_output=True, text=True)
    if result.returncode:
        sys.exit(result.stdout + result.stderr)
    return Atoms(atoms.symbols, read(f"{folder}/relaxed.xyz").positions, cell=atoms.cell, pbc=True)


def main(output, potential):
    frames = []
    with tempfile.TemporaryDirectory() as folder:
        for number, face in enumerate(FACES):
            name = "facet-" + "".join(map(str, face))
            atoms = relaxed(slab(face), os.path.abspath(potential), folder)
            shaken = atoms.copy()
            shaken.positions += np.random.default_rng([2029, number]).normal(0, 0.06, (len(atoms), 3))
            for kind, frame in ((name, atoms), (name + "-shaken", shaken)):
                frame.info = {"source": kind, "group": "facet"}
                frames.append(frame)
            print(name, len(atoms), "atoms in", np.round(atoms.cell.cellpar(), 2), flush=True)
    write(output, frames[::2] + frames[1::2])


main(*sys.argv[1:])
