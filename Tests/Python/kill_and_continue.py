#!/usr/bin/env python3
"""Kills runs of swift-md at random moments and continues them until they end.

usage: kill_and_continue.py PROGRAM [--times 20] [--ranks 2] [--seed 1] [--folder DIR]

One run goes through undisturbed. Another one of the same deck is killed with SIGKILL (one rank, or all
with their mpirun) after a random time and continued with -continue, again and again until it has been
killed often enough and has come to its end. After every kill the trajectory must open with h5py and hold
whole frames; in the end log, text dump and trajectory must be those of the undisturbed run. Half of its steps are
those of minimisations.
"""
import argparse, os, random, re, shutil, signal, subprocess, sys, tempfile, time

import h5py
import numpy as np

PARAMETERS = "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n"
DECK = """units metal
atom_style atomic
lattice diamond 5.431
region b block 0 3 0 3 0 3
create_box 1 b
create_atoms 1 box
mass 1 28.0855
pair_style sw
pair_coeff * * Si.sw Si
displace_atoms all random 0.1 0.1 0.1 4711 units box
velocity all create 1800 12345 mom yes rot yes dist gaussian
neighbor 0.5 bin
timestep 0.001
thermo_style custom step time temp pe ke press vol
thermo_modify format float %.15g
thermo 10
fix 1 all npt temp 1800 300 0.05 iso 0 0 0.5
dump 1 all h5md 5 t.h5md position velocity force
dump 2 all custom 5 t.dump id x y z
restart 50 a.restart b.restart
min_style fire
min_modify tmax 1
variable n loop 4
label l
run STEPS
minimize 0 0 STEPS 1000000
velocity all create 1800 $(v_n) mom yes rot yes dist gaussian
print "part $n temp $(temp:%.15g)" append parts.txt
next n
jump SELF l
"""


def children(pid):
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as f:
                    fields = f.read().rsplit(")", 1)[1].split()
                if int(fields[1]) == pid:
                    found.append(int(name))
            except OSError:
                pass
    return found


def start(program, ranks, folder, more):
    command = [program, "-in", "deck.in", "-screen", "none"] + more
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "-np", str(ranks)] + command
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def frames(path):
    with h5py.File(path) as f:
        group = f["particles/trajectory"]
        steps = group["position/step"][:]
        counts = [len(group[name + "/value"]) for name in ("position", "velocity", "force")]
        whole = min([len(steps)] + counts)
        for name in ("position", "velocity", "force"):
            values = group[name + "/value"][:whole]
            assert np.isfinite(values).all()
            assert (np.abs(values).max(axis=(1, 2)) > 0).all() if whole else True, "an empty frame"
        assert (np.diff(steps[:whole]) == 5).all(), f"a gap: {steps}"
        return whole


def plain(path):
    with open(path) as f:
        return [line for line in f if line.strip() and not re.match(
            r" *\w+ CPU =|Loop time|Performance|Cost|Setup|\w+ *\||Per MPI|Nlocal|Nghost|FullN|Bytes|Messages|Total #|Ghost", line)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=4, help="seconds to a kill at most")
    parser.add_argument("--folder")
    options = parser.parse_args()
    os.environ.update(
        OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_mpi_yield_when_idle="1")
    program = os.path.abspath(options.program)
    top = options.folder or tempfile.mkdtemp(prefix="swift-md-kill-")
    random.seed(options.seed)
    folders = [os.path.join(top, name) for name in ("whole", "killed")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        open(folder + "/Si.sw", "w").write(PARAMETERS)
        open(folder + "/deck.in", "w").write(DECK.replace("STEPS", str(options.steps)))
    whole, killed = folders
    undisturbed = start(program, options.ranks, whole, [])
    errors = undisturbed.communicate()[1].decode()
    assert undisturbed.returncode == 0, f"the undisturbed run failed ({undisturbed.returncode}): {errors}"

    kills = 0
    starts = 0
    while True:
        starts += 1
        process = start(program, options.ranks, killed, ["-continue"])
        if kills < options.times:
            try:
                process.wait(random.uniform(0.3, options.longest))
            except subprocess.TimeoutExpired:
                ranks = children(process.pid) if options.ranks > 1 else [process.pid]
                everything = options.ranks == 1 or random.random() < 0.5
                victims = ranks + [process.pid] if everything else random.sample(ranks, min(1, len(ranks)))
                for pid in victims:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                kills += 1
                process.wait(60)
                for pid in ranks:  # Orphans of a killed mpirun end by themselves.
                    for _ in range(600):
                        if not os.path.exists(f"/proc/{pid}"):
                            break
                        time.sleep(0.05)
                path = killed + "/t.h5md"
                count = frames(path) if os.path.exists(path) else 0
                print(f"kill {kills}: {'all' if everything else 'one rank'}, {count} frames", flush=True)
                continue
        status = process.wait()
        assert status == 0, f"status {status}: {process.stderr.read().decode()}"
        if kills >= options.times:
            break
        # It came to its end before it was killed often enough: another round.
        print("at the end; once more", flush=True)
        compare(whole, killed)
        shutil.rmtree(killed)
        os.makedirs(killed)
        for name in ("Si.sw", "deck.in"):
            shutil.copy(os.path.join(whole, name), killed)
    compare(whole, killed)
    print(f"{kills} kills, {starts} starts: nothing lost, nothing twice")
    if not options.folder:
        shutil.rmtree(top)


def compare(whole, killed):
    for name in ("log.lammps", "t.dump", "parts.txt"):
        assert plain(f"{whole}/{name}") == plain(f"{killed}/{name}"), f"{name} differs"
    with h5py.File(whole + "/t.h5md") as a, h5py.File(killed + "/t.h5md") as b:
        for name in ("position/step", "position/value", "velocity/value", "force/value", "box/edges/value"):
            x, y = (f["particles/trajectory/" + name][:] for f in (a, b))
            assert x.shape == y.shape and (x == y).all(), f"{name} differs"


if __name__ == "__main__":
    main()
