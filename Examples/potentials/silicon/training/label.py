#!/usr/bin/env python3
"""Labels silicon structures from first principles with Quantum ESPRESSO.

    label.py INPUT.extxyz OUTPUT.extxyz [--settings mean-value|mesh|strain|gamma] [--threads N] [--work FOLDER]

PBE, the norm-conserving pseudopotential SG15 ONCV (Si_ONCV_PBE-1.0.upf, which SILICON_UPF names) and

  mean-value  32 Ry, cold (Marzari-Vanderbilt) smearing of 0.01 Ry, the mean-value point (1/4, 1/4, 1/4) without
              symmetry: the settings of the quench frames, and of the shipped potential's labels. A cell less than
              7.3 Å high along an axis is taken as a part of a supercell of about 11 Å, and gets the points into
              which the supercell's mean-value point unfolds: the crystal has one energy an atom in 8 atoms and in 64
  mesh        the same with a shifted mesh of points, as many along an axis as 20 Å hold its height, one across a
              vacuum: 2 x 2 x 2 for 32 atoms of a glass
  strain      60 Ry, fixed occupations, a shifted 8 x 8 x 8 mesh: the stresses of a slightly strained crystal of two
              atoms (strains.py), which 32 Ry has not
  gamma       30 Ry, Fermi-Dirac smearing of 0.01 Ry, the Gamma point: those of silicon-qe-gamma, and of
              Examples/descriptor-study

Frames that OUTPUT already holds are not computed again, so that a stopped run goes on.
"""
import argparse, os, re, subprocess, sys
import numpy as np
from ase.io import iread
from ase.units import Rydberg, Bohr

INPUT = """&control
  calculation='scf', tprnfor=.true., tstress=.true., pseudo_dir='{folder}', outdir='{work}/tmp', prefix='si',
  disk_io='none', verbosity='low'
/
&system
  ibrav=0, nat={n}, ntyp=1, ecutwfc={cutoff}, {occupations}
/
&electrons
  conv_thr={threshold}, mixing_beta=0.7, electron_maxstep=120
/
ATOMIC_SPECIES
Si 28.0855 {file}
K_POINTS {points}
CELL_PARAMETERS angstrom
{cell}
ATOMIC_POSITIONS angstrom
{positions}
"""

SUPERCELL = 10.9  # Å: twice the edge of the crystal's cube
MESH = 20.0  # Å
GAP = 6.0  # Å: an empty layer of this height is a vacuum


def mean_value_points(cell):
    heights = 1 / np.linalg.norm(np.linalg.inv(cell), axis=0)
    folds = np.maximum(1, np.rint(SUPERCELL / heights)).astype(int)
    points = [(np.array(i) + 0.25) / folds for i in np.ndindex(*folds)]
    return "\n".join(["crystal", str(len(points))] + [" ".join(f"{x:.10f}" for x in (*k, 1.0)) for k in points])


def mesh_points(atoms):
    heights = 1 / np.linalg.norm(np.linalg.inv(atoms.cell.array), axis=0)
    places = np.sort(atoms.get_scaled_positions(), axis=0)
    gaps = np.max(np.diff(places, axis=0, append=places[:1] + 1), axis=0) * heights
    counts = np.where(gaps > GAP, 1, np.maximum(1, np.rint(MESH / heights))).astype(int)
    return "automatic\n" + " ".join(map(str, (*counts, *(counts > 1).astype(int))))


def compute(atoms, pseudo, work, threads, settings):
    cell = np.array(atoms.cell)
    smeared = "occupations='smearing', degauss=0.01, nosym=.true., "
    cutoff, threshold, occupations, points = {
        "gamma": lambda: (30, 1e-6, smeared + "noinv=.true., smearing='fd'", "gamma"),
        "mean-value": lambda: (32, 1e-6, smeared + "noinv=.true., smearing='mv'", mean_value_points(cell)),
        "mesh": lambda: (32, 1e-6, smeared + "smearing='mv'", mesh_points(atoms)),
        "strain": lambda: (60, 1e-10, "occupations='fixed'", "automatic\n8 8 8 1 1 1")}[settings]()
    text = INPUT.format(
        folder=os.path.dirname(pseudo), file=os.path.basename(pseudo), work=work, n=len(atoms),
        cutoff=cutoff, threshold=threshold, occupations=occupations, points=points,
        cell="\n".join(" ".join(f"{x:.10f}" for x in v) for v in cell),
        positions="\n".join("Si " + " ".join(f"{x:.10f}" for x in p) for p in atoms.positions))
    os.makedirs(work, exist_ok=True)
    with open(f"{work}/in.pw", "w") as f:
        f.write(text)
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    result = subprocess.run(["pw.x", "-in", f"{work}/in.pw"], capture_output=True, text=True, env=environment)
    out = result.stdout
    with open(f"{work}/out.pw", "w") as f:
        f.write(out)
    if "convergence has been achieved" not in out:
        return None
    # E - TS at finite smearing is what forces belong to: QE prints it after '!'.
    energy = float(re.search(r"!\s+total energy\s+=\s+(\S+)", out).group(1)) * Rydberg
    forces = np.array([[float(x) for x in m] for m in re.findall(
        r"atom\s+\d+ type\s+1\s+force =\s+(\S+)\s+(\S+)\s+(\S+)", out)][:len(atoms)]) * Rydberg / Bohr
    lines = out[out.index("total   stress"):].splitlines()[1:4]
    stress = -np.array([[float(x) for x in line.split()[:3]] for line in lines]) * Rydberg / Bohr**3
    return energy, forces, stress


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--settings", choices=["mean-value", "mesh", "strain", "gamma"], default="mean-value")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--work", default="label-work")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    a = parser.parse_args()
    pseudo = os.path.abspath(os.environ["SILICON_UPF"])
    done = set()
    if os.path.exists(a.output):
        done = set(re.findall(r" source=(\S+)", open(a.output).read()))
    for number, atoms in enumerate(iread(a.input)):
        source = atoms.info.get("source", f"{os.path.basename(a.input)}-{number}")
        if source in done or number % a.every != a.first:
            continue
        label = compute(atoms, pseudo, os.path.abspath(a.work), a.threads, a.settings)
        if label is None:
            print(f"{source}: not converged, left out", flush=True)
            continue
        energy, forces, stress = label
        with open(a.output, "a") as f:
            f.write(f"{len(atoms)}\n")
            f.write('Lattice="' + " ".join(f"{x:.8f}" for x in np.array(atoms.cell).ravel()) + '" ')
            f.write("Properties=species:S:1:pos:R:3:forces:R:3 " + f"energy={energy:.8f} ")
            f.write('stress="' + " ".join(f"{x:.8f}" for x in stress.ravel()) + '" ' if a.settings in ("mesh", "strain") else
                    f"mean_stress_ev_per_A3={np.trace(stress)/3:.8f} ")
            f.write(f"source={source} ")
            f.write(f"group={atoms.info.get('group', 'none')} " + 'pbc="T T T"\n')
            for p, v in zip(atoms.positions, forces):
                f.write("Si " + " ".join(f"{x:15.8f}" for x in (*p, *v)) + "\n")
        print(f"{source}: {energy/len(atoms):.4f} eV/atom", flush=True)


main()
