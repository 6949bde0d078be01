#!/usr/bin/env python3
"""Writes the potential si-compact-synthetic: functions with compact support, random weights.

    compact.py FOLDER STRUCTURES.extxyz    (swift-md must be in the path)

For the cost and the correctness of evaluation only, never for physics.
"""
import random, subprocess, sys

folder, structures = sys.argv[1:]
lines = [
    "# 32 symmetry functions with compact support: 8 radial (type 20), 8 windows of the angle x 3 cutoffs (type 22)",
    "# Weights are random numbers: for cost and correctness of evaluation only, never for physics.",
    "# Units: Angstrom and eV. Made by compact.py.",
    "number_of_elements 1", "elements Si", "cutoff_type 1", "scale_symmetry_functions",
    "scale_min_short 0.0", "scale_max_short 1.0", "global_hidden_layers_short 2", "global_nodes_short 24 24",
    "global_activation_short t t l"]
for i in range(8):
    middle = 1.2 + 0.55 * i
    lines.append(f"symfunction_short Si 20 Si {max(0, middle - 1):.2f} {min(5.5, middle + 1):.2f} p2a")
windows = [(-60, 60), (-90, 90), (0, 100), (20, 120), (40, 140), (60, 160), (80, 180), (120, 240)]
for cutoff in (3.8, 4.6, 5.5):
    for left, right in windows:
        lines.append(f"symfunction_short Si 22 Si Si -{cutoff} {cutoff} {left:.1f} {right:.1f} p2a")
with open(f"{folder}/input.nn", "w") as file:
    file.write("\n".join(lines) + "\n")

random.seed(2026)
with open(f"{folder}/weights.014.data", "w") as file:
    nodes = [32, 24, 24, 1]
    for inputs, outputs in zip(nodes, nodes[1:]):
        for _ in range((inputs + 1) * outputs):
            file.write(f"{random.uniform(-1, 1) / inputs ** 0.5:.10f}\n")
subprocess.run(
    ["swift-md", "scaling", "-input", f"{folder}/input.nn", "-out", f"{folder}/scaling.data", structures], check=True)
