#!/usr/bin/env python3
"""Slightly strained crystals of two atoms, whose stresses are the elastic constants.

    strains.py cells LENGTH OUTPUT.extxyz             makes them about the lattice constant LENGTH (Å), for
                                                      label.py --settings strain
    strains.py stretch LABELS.extxyz FACTOR OUTPUT    lengthens labelled cells

Two codes with two pseudopotentials have lattice constants of their own (5.4754 Å with SG15 and Quantum ESPRESSO,
5.469 Å in silicon-pbe): cells are strained about the one of the code that labels them and then stretched to the other.
The energy is then that of the cell before, E'(r) = E(r / FACTOR), so that forces are divided by FACTOR and stresses by
its cube.

The cells: no strain; ±0.5 and ±1 % along one axis and along all; 0.5 and 1 % along one axis and against it along
another; 0.5 and 1 % of shear with the atoms where a homogeneous shear leaves them (0), where bonds keep their lengths
(1), and between (silicon has 0.5); one of the two atoms displaced.
"""
import sys
import numpy as np
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io import read, write


def strained(length, name, strain=np.zeros((3, 3)), displacement=(0, 0, 0)):
    deformation = np.eye(3) + np.array(strain)
    cell = length / 2 * np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0]]) @ deformation
    positions = length / 4 * np.array([[0, 0, 0], [1, 1, 1]]) @ deformation
    positions[1] += displacement
    return Atoms("Si2", positions=positions, cell=cell, pbc=True, info={"source": f"strain-{name}", "group": "strain"})


def cells(length):
    yield strained(length, "none")
    for percent in (-1, -0.5, 0.5, 1):
        yield strained(length, f"axis{percent:+}", np.diag([percent, 0, 0]) / 100)
        yield strained(length, f"volume{percent:+}", np.eye(3) * percent / 100)
    for percent in (0.5, 1):
        yield strained(length, f"two-axes{percent:+}", np.diag([percent, -percent, 0]) / 100)
        shear = np.zeros((3, 3))
        shear[1, 2] = shear[2, 1] = percent / 100
        for inner in (0, 0.5, 1):
            # The bonds along (1, 1, 1) and (1, -1, -1) lengthen by the shear, the other two shorten.
            back = -inner * length / 4 * 2 * percent / 100
            yield strained(length, f"shear{percent:+}-inner{inner}", shear, (back, 0, 0))
    yield strained(length, "displaced-100", displacement=(0.02, 0, 0))
    for distance in (-0.05, 0.05):
        yield strained(length, f"displaced-111{distance:+}", displacement=np.full(3, distance / np.sqrt(3)))


def stretched(atoms, factor):
    energy, forces = atoms.get_potential_energy(), atoms.get_forces()
    stress = atoms.get_stress(voigt=False)
    atoms.set_cell(atoms.cell * factor, scale_atoms=True)
    atoms.calc = SinglePointCalculator(atoms, energy=energy, forces=forces / factor, stress=stress / factor**3)
    return atoms


match sys.argv[1:]:
    case ["cells", length, output]:
        write(output, list(cells(float(length))))
    case ["stretch", labels, factor, output]:
        write(output, [stretched(atoms, float(factor)) for atoms in read(labels, ":")])
    case _:
        sys.exit(__doc__)
