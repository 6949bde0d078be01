#!/bin/sh
# Candidates for labels: what a potential itself does where its data are thin.  ./sample.sh FOLDER POTENTIAL
#
# Needs swift-md on the PATH (or SWIFT_MD=…). choose.py chooses from what lies in FOLDER afterwards. The labels in
# labels.extxyz were chosen so from what the potential before this one did (commit 5d3ac66).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
potential=$(cd "$2" && pwd)
mkdir -p "$1" && cd "$1"
# md NAME VARIABLE=VALUE …
md() {
  name=$1
  shift
  set -- $(echo "$@" | sed 's/\([a-z_]*\)=/-var \1 /g')
  "${SWIFT_MD:-swift-md}" -in "$here/sample.in" -log none -var potential "$potential" -var name "$name" "$@" >"$name.log" 2>&1 ||
    echo "$name ended early: $(grep -m1 ERROR "$name.log")"
}
# 32 atoms each: a liquid begins as an fcc crystal, a slab as four layers of diamond (001).
seed=1
for volume in 0.70 0.76 0.82 0.88 1.06 1.14 1.22 1.32 1.45 1.6 1.9; do
  for hot in 2000 2800 3600; do
    seed=$((seed + 1))
    md stretched-32-$volume-$hot cell=fcc volume=$volume hot=$hot cold=$hot seed=$seed
  done
done
for hot in 2000 2500 3000 3500; do
  seed=$((seed + 1))
  md melt-32-$hot cell=fcc pressure=yes hot=$hot cold=$hot steps=10000 every=500 seed=$seed
done
for start in 1 2 3; do
  md quench-32-$start cell=fcc pressure=yes melt=3500 hot=2000 cold=300 steps=17000 every=1000 seed=10$start
  # Cells that are cooled at another density end in other rings and coordinations.
  md glass-32-$start cell=fcc volume=0.9$start hot=2000 cold=300 steps=8000 every=1000 seed=40$start
  md loose-32-$start cell=fcc volume=1.1$start hot=2000 cold=300 steps=8000 every=1000 seed=50$start
done
for hot in 300 900 1500 2000 2500 3000; do
  melt=0 # cold slabs reconstruct, hot ones melt and lose atoms
  test $hot -gt 1500 && melt=3000
  md slab-32-$hot nz=1 vacuum=7.5 melt=$melt hot=$hot cold=$hot seed=60
done
