#!/bin/sh
# Makes the silicon potential again:  ./fit.sh [RANKS]
#
# Needs swift-md on the PATH (or SWIFT_MD=…), Python 3, and the data sets (DATA=…, the folder with
# silicon-pbe and silicon-qe-quench).
set -eu
cd "$(dirname "$0")"
data=${DATA:-../../../../../shared/data}
program=${SWIFT_MD:-swift-md}
work=${WORK:-work}
mkdir -p "$work"
python3 split.py "$data/silicon-qe-quench/frames.extxyz" labels.extxyz glasses.extxyz \
  "$work/quench.extxyz" "$work/left-out.extxyz"
mpirun -np "${1:-2}" "$program" train -in settings.nn -separate-zeros -out "$work/silicon" \
  "$data/silicon-pbe/train.extxyz" "$work/quench.extxyz" strains.extxyz
"$program" predict -potential "$work/silicon" -offset fit "$work/left-out.extxyz"
