"""What the finished rows say: results.csv, pictures, and the four conclusions with their numbers."""
import csv
import dataclasses
import math
import statistics

import numpy

import conclusions
import figures

EV_PER_A3 = 160.21766  # in GPa


@dataclasses.dataclass(frozen=True)
class Row:
    """A potential of the study: how many functions, by what it was shortened (eta or zeta), the fit's seed."""
    length: int
    dropped: str
    seed: int

    @property
    def name(self):
        return f"{self.length}-{self.dropped}-{self.seed}"


def finished(work):
    """All rows that are finished, this time or before: the longest first."""
    names = (path.parent.name.split("-") for path in work.glob("*-*-*/finished"))
    rows = [Row(int(length), dropped, int(seed)) for length, dropped, seed in names]
    return sorted(rows, key=lambda row: (row.seed, -row.length, row.dropped))


def table(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def minimum(curve, low, high):
    """The root of a polynomial between two bounds where it goes up."""
    for x in curve.roots:
        if abs(x.imag) < 1e-9 and low < x.real < high and curve.deriv()(x.real) > 0:
            return float(x.real)
    return None


def modulus_at_rest(points):
    """Lattice constant (Å) and bulk modulus (GPa) from (lattice constant, energy an atom) of perfect crystals.

    Birch's equation to third order, a polynomial of third degree in x = V^(-2/3). None where it has no minimum.
    """
    volumes = numpy.array([a**3 / 8 for a, _ in points])
    center = volumes.mean() ** (-2 / 3)
    curve = numpy.poly1d(numpy.polyfit(volumes ** (-2 / 3) / center, [energy for _, energy in points], 3))
    x = minimum(curve.deriv(), 0.9, 1.1)
    if x is None:
        return None
    volume = (x * center) ** -1.5
    # V d²E/dV² where dE/dx = 0: dx/dV = -2x / 3V.
    return (8 * volume) ** (1 / 3), curve.deriv(2)(x) * (2 * x / 3) ** 2 / volume * EV_PER_A3


def modulus_under_pressure(points):
    """The same from (lattice constant, mean pressure in GPa): -V dP/dV of a parabola P(V) where it is zero.

    None where the pressures are no smooth function of the volume (0.3 GPa rms beside the parabola): a crystal that
    changes its structure has no bulk modulus.
    """
    volumes = numpy.array([a**3 / 8 for a, _ in points])
    pressures = numpy.array([pressure for _, pressure in points])
    curve = -numpy.poly1d(numpy.polyfit(volumes, pressures, 2))
    volume = minimum(curve, volumes.min() * 0.9, volumes.max() * 1.1)
    if volume is None or numpy.sqrt(numpy.mean((pressures + curve(volumes)) ** 2)) > 0.3:
        return None
    return (8 * volume) ** (1 / 3), volume * curve.deriv()(volume)


def points(path):
    """The two columns of a table that bulk-modulus.in wrote, or nothing if it could not."""
    if not path.exists():
        return []
    return [tuple(map(float, line.split())) for line in open(path) if line[0] != "#"]


def errors(folder, group=None):
    """Mean squared errors of energy, (meV/atom)², and force, (eV/Å)², over the structures that were left out."""
    rows = [row for row in table(folder / "test-structures.csv") if group in (None, row["group"])]
    if not rows:
        return None, None
    return (statistics.fmean(float(row["energy_error_per_atom"]) ** 2 for row in rows) * 1e6,
            statistics.fmean(float(row["force_rmse"]) ** 2 for row in rows))


def rdf(folder, state):
    """r (Å) and g(r) at 300 K; None if the run did not come to its end."""
    path = folder / state / "rdf.csv"
    if not path.exists():
        return None
    rows = [row for row in table(path) if float(row["r (Å)"]) < 8]
    return [float(row["r (Å)"]) for row in rows], [float(row["g"]) for row in rows]


def rdf_difference(one, other):
    """Root mean square difference of two g(r) from 2 to 8 Å, over that of the other from 1 (which is no structure)."""
    pairs = [(a, b) for r, a, b in zip(one[0], one[1], other[1]) if r > 2]
    return math.sqrt(sum((a - b) ** 2 for a, b in pairs) / sum((b - 1) ** 2 for _, b in pairs))


def summary(folder, state, number):
    path = folder / state / "summary.csv"
    if not path.exists():
        return None
    return next(float(row["value"]) for row in table(path) if row["number"] == number)


def measure(work, row, reference):
    """A line of results.csv."""
    folder = work / row.name
    line = {"length": row.length, "dropped": row.dropped, "seed": row.seed}
    line["energy MSE (meV/atom)^2"], line["force MSE (eV/A)^2"] = errors(folder)
    for group in ("crystal", "liquid", "glass"):
        line[f"{group} energy MSE"], line[f"{group} force MSE"] = errors(folder, group)
    for where, table_name, modulus in (("300 K", "warm.dat", modulus_under_pressure), ("rest", "cold.dat", modulus_at_rest)):
        measured = points(folder / table_name)
        found = modulus(measured) if len(measured) == 5 else None
        line[f"lattice constant at {where} (A)"], line[f"bulk modulus at {where} (GPa)"] = found or (None, None)
    for state in ("crystal", "glass"):
        line[f"{state} density (g/cm3)"] = summary(folder, state, "mean density")
        line[f"{state} coordination"] = summary(folder, state, "mean coordination")
        own, best = rdf(folder, state), reference and rdf(reference, state)
        line[f"{state} g(r) difference"] = rdf_difference(own, best) if own and best else None
    return line


def write(path, lines):
    def text(value):
        return "" if value is None else f"{value:.6g}" if isinstance(value, float) else value
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, lines[0].keys())
        writer.writeheader()
        writer.writerows({key: text(value) for key, value in line.items()} for line in lines)


def report(work, rows):
    """Writes results.csv, the pictures and conclusions.md into the folder results of the study's."""
    if not rows:
        return
    folder = work / "results"
    folder.mkdir(exist_ok=True)
    # The g(r) that the others are held against: the longest descriptor's, first seed.
    longest = max(rows, key=lambda row: (row.length, -row.seed))
    lines = [measure(work, row, work / longest.name) for row in rows]
    dft = modulus_at_rest([tuple(map(float, row.values())) for row in table(work / "reference.csv")])
    write(folder / "results.csv", lines)
    text = conclusions.judge(lines, dft)
    (folder / "conclusions.md").write_text(text)
    print(text)
    figures.draw(folder, work, rows, lines, dft)
    print(f"All in {folder}")
