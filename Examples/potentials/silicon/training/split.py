"""Divides the Quantum ESPRESSO frames into those that are fitted and those that are left out to judge by.

    split.py QUENCH.extxyz LABELS.extxyz GLASSES.extxyz FIT.extxyz LEFT_OUT.extxyz

Every fifth quench frame is left out; crystals (the energy zero), the other frames, and the project's own labels are
fitted. Frames get a `group`, by which errors are told. A frame of LABELS that lies E above the crystal, in eV an atom,
has the weight 1/(1 + (E/0.5)²): what matters of a cell squeezed to half its volume is the wall, not the last meV.
GLASSES, labelled with a mesh of k-points, count in full.
"""
import re, sys

SOFT = 0.5  # eV/atom


def frames(path):
    lines = open(path).read().splitlines()
    start = 0
    while start < len(lines) and lines[start].strip():
        end = start + int(lines[start]) + 2
        yield lines[start:end]
        start = end


def energy(frame):
    """eV an atom."""
    return float(re.search(r" energy=(\S+)", frame[1]).group(1)) / int(frame[0])


def main(quench, labels, glasses, fitted_path, left_out_path):
    crystals, quenches = [], []
    for frame in frames(quench):
        is_crystal = "made_by=crystal" in frame[1]
        frame[1] += " group=crystal-qe" if is_crystal else " group=quench"
        (crystals if is_crystal else quenches).append(frame)
    left_out = quenches[2::5]
    fitted = [frame for number, frame in enumerate(quenches) if number % 5 != 2]
    zero = min(energy(frame) for frame in crystals)
    own = list(frames(labels))
    for frame in own:
        frame[1] += f" weight={1 / (1 + ((energy(frame) - zero) / SOFT) ** 2):.4f}"
    for path, chosen in ((fitted_path, crystals + fitted + own + list(frames(glasses))), (left_out_path, left_out)):
        with open(path, "w") as file:
            for frame in chosen:
                file.write("\n".join(frame) + "\n")


main(*sys.argv[1:])
