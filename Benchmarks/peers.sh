#!/usr/bin/env bash
# Builds the programs that `step` compares with, on Debian, from the sources of their authors:
#
#     Benchmarks/peers.sh OUTPUT N2P2 [SIMPLE-NN]
#
# N2P2 and SIMPLE-NN are checkouts of github.com/CompPhysVienna/n2p2 and github.com/MDIL-SNU/SIMPLE-NN_v2;
# they are only read. LAMMPS's source is Debian's. Everything lands in OUTPUT, and the standard output is the
# options for `step`. It needs
#
#     apt install g++ make dpkg-dev libopenmpi-dev libeigen3-dev python3-venv
#
# and a deb-src line for bookworm in /etc/apt/sources.list.d. JOBS is the number of compilers at once.
set -euo pipefail

[[ $# = 2 || $# = 3 ]] || { echo "usage: $0 OUTPUT N2P2 [SIMPLE-NN]" >&2; exit 2; }
mkdir -p "$1"
out=$(realpath "$1")
n2p2=$(realpath -e "$2/src")
simple=${3:+$(realpath -e "$3/simple_nn/features/symmetry_function")}
exec 3>&1 >&2
export MAKEFLAGS=-j${JOBS:-$(nproc)}
flags="-O3 -march=native -std=c++11"
# The words of the sed lines below are for this one.
version=20220106.git7586adbb6a+ds1

cd "$out"
rm -rf "lammps-$version" n2p2-build
apt-get source "lammps=$version-2"
lammps=$out/lammps-$version/src

# A copy, cleaned, since what lies in a user's checkout may have been built with other options.
mkdir -p n2p2-build/{include,lib}
cp -r "$n2p2" n2p2-build
# Not `make -C`: its words about folders get into a list that n2p2's makefile asks another make for.
cd n2p2-build/src
make clean-libnnp clean-libnnpif INTERFACES=LAMMPS
make libnnpif INTERFACES=LAMMPS PROJECT_CFLAGS="$flags"
cd "$out"

# What `make lib-hdnnp` would do with a program called `python`.
ln -s "$out/n2p2-build/include" "$lammps/../lib/hdnnp/includelink"
ln -s "$out/n2p2-build/lib" "$lammps/../lib/hdnnp/liblink"
ln -s liblink/Makefile.lammps-extra "$lammps/../lib/hdnnp/Makefile.lammps"
make -C "$lammps" yes-MANYBODY
make -C "$lammps" yes-ML-HDNNP
make -C "$lammps" mpi CCFLAGS="$flags -I/usr/include/eigen3" LINKFLAGS="$flags"
mv "$lammps/lmp_mpi" lmp-hdnnp
echo "--lmp $out/lmp-hdnnp" >&3
[[ -n $simple ]] || exit 0

# SIMPLE-NN's styles get a program of their own, because Intel's libimf would also replace the `exp` of hdnnp.
# Most objects of LAMMPS serve both.
make -C "$lammps" no-ML-HDNNP
cp "$simple"/{pair_nn.cpp,pair_nn.h,symmetry_functions.h} "$lammps"
python3 -m venv intel
intel/bin/pip install --quiet --no-deps mkl mkl-include intel-cmplr-lib-rt
# By their paths, since most have no name without a number, which grows from version to version.
intel=("$out"/intel/lib/{libimf.so,libintlc.so.5})
if [[ $(g++ -march=native -dM -E -x c++ /dev/null) = *__AVX512F__* ]]; then
  cp "$simple"/SIMD/* "$lammps"
  # Intel's compiler knows the functions of libsvml as intrinsics, and does not take for granted that a vector
  # in memory is aligned; the code loads some that are not where the radial functions do not fill whole vectors.
  cat > "$lammps/svml.h" <<'END'
#include <immintrin.h>
extern "C" {
__m256d __svml_exp4(__m256d), __svml_pow4(__m256d, __m256d);
__m512d __svml_exp8(__m512d), __svml_pow8(__m512d, __m512d);
}
END
  sed -i -E \
    -e 's/<immintrin.h>/"svml.h"/' \
    -e 's/_mm256_(exp|pow)_pd/__svml_\14/; s/_mm512_(exp|pow)_pd/__svml_\18/' \
    -e 's/__m(256|512)d v;/__m\1d_u v;/' \
    "$lammps/pair_nn_simd_function.h"
  # MKL's sequential form, since step runs one rank.
  intel+=("$out"/intel/lib/libsvml.so "$out"/intel/lib/libmkl_{intel_lp64,sequential,core}.so.*)
else
  echo "no AVX-512 here: left nn/intel out"
fi
# This LAMMPS asks for a full neighbour list in other words than the later one that SIMPLE-NN is for.
full='int i = neighbor->request(this); neighbor->requests[i]->half = 0; neighbor->requests[i]->full = 1'
sed -i "s/neighbor->add_request(this, NeighConst::REQ_FULL)/$full/" "$lammps"/pair_nn*.cpp
make -C "$lammps" mpi CCFLAGS="$flags -I$out/intel/include" LINKFLAGS="$flags" \
  LIB="${intel[*]} -Wl,-rpath,$out/intel/lib"
mv "$lammps/lmp_mpi" lmp-nn
echo "--simple-nn $out/lmp-nn" >&3
