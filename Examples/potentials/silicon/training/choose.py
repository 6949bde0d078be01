#!/usr/bin/env python3
"""Chooses structures to label: those on whose forces a committee of potentials disagrees most.

    choose.py OUTPUT.extxyz COUNT POTENTIAL POTENTIAL ... -- CANDIDATES.extxyz ...

A file is a trajectory of sample.sh, and the part of its name before the first '-' its group. The disagreement of a
structure is the root mean square, over its atoms, of the forces' standard deviation over the potentials. Structures
with two atoms closer than 1.7 Å are no matter for a label. Of each trajectory at most two are taken, and of each
group at most its share, so that no kind drowns the others; the rest goes by disagreement.
"""
import os, subprocess, sys, tempfile
import numpy as np
from ase import Atoms
from ase.io import read
from ase.neighborlist import neighbor_list

PROGRAM = os.environ.get("SWIFT_MD", "swift-md")


def forces(potential, path, folder):
    """What a potential says of all frames of a file, as an array a frame."""
    out = f"{folder}/predicted.extxyz"
    subprocess.run([PROGRAM, "predict", "-potential", potential, "-extxyz", out, path], check=True, capture_output=True)
    return [frame.arrays["predicted_forces"] for frame in read(out, ":")]


def main(output, count, *rest):
    split = rest.index("--")
    potentials, files = rest[:split], rest[split + 1:]
    frames = []
    for path in files:
        name = os.path.basename(path).removesuffix(".extxyz")
        for number, frame in enumerate(read(path, ":")):
            if len(neighbor_list("i", frame, 1.7)):
                continue
            frames.append((name, number, Atoms(frame.symbols, frame.positions, cell=frame.cell, pbc=True)))
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/all.extxyz"
        with open(path, "w") as file:
            for _, _, atoms in frames:
                lattice = " ".join(f"{x:.10f}" for x in atoms.cell.array.ravel())
                file.write(f'{len(atoms)}\nLattice="{lattice}" Properties=species:S:1:pos:R:3:forces:R:3 energy=0 pbc="T T T"\n')
                for p in atoms.positions:
                    file.write("Si " + " ".join(f"{x:.10f}" for x in p) + " 0 0 0\n")
        predicted = [forces(potential, path, folder) for potential in potentials]
    spread = [np.sqrt((np.std([p[n] for p in predicted], axis=0) ** 2).sum(axis=1).mean()) for n in range(len(frames))]
    groups = sorted({name.split("-")[0] for name, _, _ in frames})
    chosen, taken = [], {}
    for n in np.argsort(spread)[::-1]:
        name, number, _ = frames[n]
        group = name.split("-")[0]
        if len(chosen) == int(count) or taken.get(name, 0) >= 2 or taken.get(group, 0) >= -(-int(count) // len(groups)):
            continue
        taken[name] = taken.get(name, 0) + 1
        taken[group] = taken.get(group, 0) + 1
        chosen.append(n)
    with open(output, "w") as file:
        for n in chosen:
            name, number, atoms = frames[n]
            lattice = " ".join(f"{x:.8f}" for x in atoms.cell.array.ravel())
            file.write(f'{len(atoms)}\nLattice="{lattice}" Properties=species:S:1:pos:R:3 source={name}-{number} '
                       f'group={name.split("-")[0]} disagreement={spread[n]:.3f} pbc="T T T"\n')
            for p in atoms.positions:
                file.write("Si " + " ".join(f"{x:.8f}" for x in p) + "\n")
            print(f"{name}-{number}: {spread[n]:.3f} eV/Å")


main(*sys.argv[1:])
