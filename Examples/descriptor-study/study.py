#!/usr/bin/env python3
"""How long must a descriptor be?  Kim's study of silicon potentials (2023), made again with swift-md.

    ./study.py                      the whole study with a part of the data
    ./study.py --frames all --epochs 20 --work work-all
    ./study.py --only 28-eta,28-zeta

Descriptors of 16, 28, 40, 52 and 64 symmetry functions, made shorter by leaving out widths (eta) or powers of the
angle (zeta), each with a network of two hidden layers of 30. Of every potential: errors on structures that were left
out, the bulk modulus of the crystal, and g(r) of crystal and glass at 300 K. What is finished is not computed again.
README.md tells what comes out.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import frames
try:
    import results
except ImportError as missing:
    sys.exit(f"study.py: {missing}: pip install -r {os.path.join(os.path.dirname(__file__), 'requirements.txt')}")

HERE = pathlib.Path(__file__).resolve().parent
LENGTHS = [64, 52, 40, 28, 16]
FRAMES, EPOCHS = 100, 10


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("SWIFT_MD_SHARED", HERE.parents[2] / "shared"),
                        type=pathlib.Path, help="the folder with data/silicon-qe-gamma (SWIFT_MD_SHARED, else ../shared "
                        "beside the repository)")
    parser.add_argument("--swift-md", default=os.environ.get("SWIFT_MD", "swift-md"), help="the program (SWIFT_MD)")
    parser.add_argument("--ranks", type=int, default=1, help="MPI ranks (1)")
    parser.add_argument("--work", default=HERE / "work", type=pathlib.Path, help="where everything is made (work)")
    parser.add_argument("--frames", type=lambda word: word if word == "all" else int(word), default=FRAMES,
                        help=f"frames of crystal and of liquid that are fitted ({FRAMES}), or all but those to judge by")
    parser.add_argument("--test", type=int, default=100, help="frames of each that are left out to judge by (100)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"passes over the data ({EPOCHS})")
    parser.add_argument("--seeds", default="1,2", help="a network of each length for each of these seeds (1,2)")
    parser.add_argument("--picoseconds", type=float, default=10, help="measured at 300 K (10), after a third of that")
    parser.add_argument("--only", help="these of the rows, such as 52-eta,16-zeta")
    return parser.parse_args()


class Study:
    """One row after the other, each step once."""

    def __init__(self, chosen):
        self.chosen = chosen
        self.work = chosen.work.resolve()
        program = shutil.which(chosen.swift_md)
        if program is None:
            sys.exit(f"study.py: there is no program '{chosen.swift_md}': put swift-md on the PATH, or give it by "
                     "--swift-md or SWIFT_MD")
        self.program = [os.path.abspath(program)]
        if chosen.ranks > 1:
            self.program = ["mpirun", "-np", str(chosen.ranks)] + self.program

    def prepare(self):
        """Checks the input, and writes the data that all rows share."""
        data = self.chosen.data / "data" / "silicon-qe-gamma"
        for name in ("crystal", "liquid"):
            if not (data / f"{name}.extxyz").exists():
                sys.exit(f"study.py: no {data / name}.extxyz: give the folder with data/silicon-qe-gamma in it "
                         "by --data or SWIFT_MD_SHARED")
        self.work.mkdir(parents=True, exist_ok=True)
        settings = {name: getattr(self.chosen, name) for name in ("frames", "test", "epochs", "picoseconds")}
        settings_file = self.work / "study.json"
        if settings_file.exists() and json.loads(settings_file.read_text()) != settings:
            sys.exit(f"study.py: {self.work} was begun with {settings_file.read_text()}: take the same, or another --work")
        fitted, tested = frames.prepare(data, HERE / "glass.extxyz", self.work, self.chosen.frames, self.chosen.test)
        settings_file.write_text(json.dumps(settings))
        print(f"{fitted} structures to fit, {tested} to judge by; all is made in {self.work}")

    def run(self, what, folder, *words):
        """Runs swift-md in a folder; its output is kept there. True if it ended well."""
        print(f"    {what} ...", end="", flush=True)
        start = time.monotonic()
        with open(folder / f"{what.replace(' ', '-')}.out", "w") as output:
            status = subprocess.run([*self.program, *map(str, words)], cwd=folder, stdout=output,
                                    stderr=subprocess.STDOUT).returncode
        print(f" {time.monotonic() - start:.0f} s" + ("" if status == 0 else f", ended with status {status}"))
        return status == 0

    def needed(self, what, folder, *words):
        """The same for a step without which the study cannot go on."""
        if not self.run(what, folder, *words):
            sys.exit(f"study.py: {what} failed; {folder / what.replace(' ', '-')}.out tells why")

    def make_glass(self):
        """A glass of 216 atoms, cooled at Kim's rate with the shipped potential: where every potential begins."""
        if not (self.work / "glass.glass.data").exists():
            print("a glass to begin with")
            self.needed("melt and quench", self.work, "-in", HERE.parent / "melt-quench" / "melt-quench.in", "-var", "nx",
                        3, "-var", "rate", "7e13", "-var", "name", "glass", "-var", "potential",
                        HERE.parent / "potentials" / "silicon")

    def fit(self, row, folder):
        """The potential of a row, folder/potential."""
        if (folder / "potential" / "model-card.md").exists():
            return
        self.needed("descriptors", folder, "descriptors", "generate", "-kim", f"{row.length}:{row.dropped}", "-out",
                    "functions.nn")
        (folder / "input.nn").write_text((folder / "functions.nn").read_text() + (HERE / "settings.nn").read_text())
        self.needed("train", folder, "train", "-in", "input.nn", "-out", "potential", "-continue", "-seed", row.seed,
                    "-epochs", self.chosen.epochs, self.work / "fit.extxyz")

    def measure(self, folder):
        """Errors, bulk modulus and g(r) of the potential in a folder."""
        if not (folder / "test-structures.csv").exists():
            self.needed("predict", folder, "predict", "-potential", "potential", "-out", "test", self.work / "test.extxyz")
        self.run("bulk modulus", folder, "-in", HERE / "bulk-modulus.in", "-precision", "mixed", "-log", "none")
        for state in ("crystal", "glass"):
            if (folder / state / "rdf.csv").exists():
                continue
            steps = round(self.chosen.picoseconds * 1000)
            # A poor potential may tear the sample to pieces; that is a result too, and the study goes on.
            held = self.run(f"{state} at 300 K", folder, "-in", HERE / "hold.in", "-precision", "mixed", "-var", "state",
                            state, "-var", "start", self.work / "glass.glass.data", "-var", "settle", steps // 3, "-var",
                            "measure", steps, "-var", "out", f"{state}.h5md", "-log", "none")
            if held:
                self.needed(f"{state} analysis", folder, "analyze", f"{state}.h5md", "-quantities",
                            "rdf,coordination,density", "-out", state)

    def do(self, row):
        """All that is measured of one row; False if it was there."""
        folder = self.work / row.name
        if (folder / "finished").exists():
            return False
        print(f"{row.name}: {row.length} functions, shortened by {row.dropped}, seed {row.seed}")
        folder.mkdir(exist_ok=True)
        self.fit(row, folder)
        self.measure(folder)
        (folder / "finished").touch()
        return True


def main():
    chosen = options()
    rows = [results.Row(length, dropped, int(seed)) for seed in chosen.seeds.split(",") for length in LENGTHS
            for dropped in ("eta", "zeta") if (length, dropped) != (64, "zeta")]
    if chosen.only:
        rows = [row for row in rows if f"{row.length}-{row.dropped}" in chosen.only.split(",")]
    study = Study(chosen)
    study.prepare()
    study.make_glass()
    start, made = time.monotonic(), 0
    for number, row in enumerate(rows, 1):
        if study.do(row):
            made += 1
            left = (time.monotonic() - start) / made * (len(rows) - number) / 60
            print(f"  {number} of {len(rows)} rows, about {left:.0f} min left")
    results.report(study.work, results.finished(study.work))


if __name__ == "__main__":
    main()
