"""check_analysis.py dump folder rdf-reach cutoff: MDAnalysis and numpy find what `analyze` wrote."""
import csv
import sys
import warnings

import MDAnalysis
import numpy as np
from MDAnalysis.analysis.msd import EinsteinMSD
from MDAnalysis.analysis.rdf import InterRDF
from ase.io import read
from ase.neighborlist import neighbor_list

warnings.simplefilter("ignore")
dump, folder, reach, cutoff = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
frames = read(dump, index=":", format="lammps-dump-text")
count = len(frames[0])


def table(name):
    with open(f"{folder}/{name}.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(word or "nan") for word in row] for row in rows])


def close(a, b, what, tolerance):
    error = np.abs(np.asarray(a) - np.asarray(b)).max()
    assert error <= tolerance, f"{what}: differs by {error}"


# g(r) by MDAnalysis, which has single precision coordinates: a pair may fall into the next bin.
universe = MDAnalysis.Universe(dump, format="LAMMPSDUMP", lammps_coordinate_convention="unscaled", dt=0.02)
ours = table("rdf")
rdf = InterRDF(universe.atoms, universe.atoms, nbins=len(ours), range=(0, reach), exclusion_block=(1, 1))
rdf.run()
difference = ours[:, 1] - rdf.results.rdf
shells = 4 * np.pi * ours[:, 0] ** 2 * (ours[1, 0] - ours[0, 0])
volume = np.mean([frame.get_volume() for frame in frames])
pairs = difference * shells * count * (count - 1) / volume * len(frames)
assert np.abs(pairs).sum() <= 40, f"g(r): {np.abs(pairs).sum()} pairs in other bins than MDAnalysis's"

# Coordination and angles by ASE's neighbour lists.
bonds = np.zeros(17)
angles = []
for frame in frames:
    i, vectors = neighbor_list("iD", frame, cutoff)
    numbers = np.bincount(i, minlength=count)
    bonds += np.bincount(numbers, minlength=17)
    for atom in range(count):
        own = vectors[i == atom]
        unit = own / np.linalg.norm(own, axis=1)[:, None]
        upper = np.triu_indices(len(own), 1)
        angles.append(np.degrees(np.arccos(np.clip((unit @ unit.T)[upper], -1, 1))))
angles = np.concatenate(angles)
coordination = table("coordination")
close(coordination[:, 1], 100 * bonds[: len(coordination)] / bonds.sum(), "coordination", 1e-6)
histogram, _ = np.histogram(angles, bins=180, range=(0, 180))
close(table("angles")[:, 1], histogram / len(angles), "angles", 1e-7)
with open(f"{folder}/summary.csv", encoding="utf-8") as file:
    summary = {row[1]: row[2] for row in csv.reader(file)}
# Eight digits are printed: half of the last one.
close(float(summary["mean bond angle"]), angles.mean(), "mean angle", 5e-6)
width = "width of the bond angles (standard deviation)"
close(float(summary[width]), angles.std(), "width of the angles", 5e-7)

# S(q) over all wave vectors of the box, where no more were there than are taken.
sq = table("sq")
step = sq[1, 0] - sq[0, 0]
sums, numbers = np.zeros(len(sq)), np.zeros(len(sq))
most = int(sq[-1, 0] * max(frame.cell.lengths().max() for frame in frames) / (2 * np.pi)) + 1
axis = np.arange(-most, most + 1)
grid = np.array(np.meshgrid(axis, axis, axis, indexing="ij")).reshape(3, -1).T
half = [tuple(v) > (0, 0, 0) for v in grid]
grid = grid[half]
for frame in frames:
    q = 2 * np.pi * grid @ frame.cell.reciprocal()
    length = np.linalg.norm(q, axis=1)
    keep = length < step * len(sq)
    place = (length[keep] / step).astype(int)
    amplitude = np.exp(1j * q[keep] @ frame.positions.T).sum(axis=1)
    sums += np.bincount(place, np.abs(amplitude) ** 2 / count, minlength=len(sq))[: len(sq)]
    numbers += np.bincount(place, minlength=len(sq))[: len(sq)]
whole = (numbers == sq[:, 3]) & (numbers > 0)
assert whole.sum() >= 10, f"only {whole.sum()} bins of S(q) can be compared"
close(sq[whole, 2], sums[whole] / numbers[whole], "S(q)", 2e-6)

# Displacements by MDAnalysis, from positions without jumps.
unwrapped = []
for ts in MDAnalysis.Universe(dump, format="LAMMPSDUMP", lammps_coordinate_convention="unscaled").trajectory:
    pass
velocities, places = [], []
with open(dump) as file:
    lines = file.read().split("ITEM: TIMESTEP")[1:]
for text, frame in zip(lines, frames):
    rows = np.array([[float(w) for w in line.split()] for line in text.split("ITEM: ATOMS")[1].splitlines()[1:]])
    rows = rows[np.argsort(rows[:, 0])]
    places.append(rows[:, 2:5] + rows[:, 5:8] * frame.cell.lengths())
    velocities.append(rows[:, 8:11])
free = MDAnalysis.Universe.empty(count, trajectory=True)
free.load_new(np.array(places, dtype=np.float64), order="fac")
msd = EinsteinMSD(free, select="all", msd_type="xyz", fft=False)
msd.run()
ours = table("msd")
# Coordinates in single precision: 1e-6 of 10 Å, times displacements of an ångström.
close(ours[:, 1], msd.results.timeseries[: len(ours)], "msd", 2e-5)

# The velocity autocorrelation by numpy, over all pairs of frames.
velocities = np.array(velocities)
vacf = table("vacf")
expected = []
for lag in range(len(vacf)):
    pairs = velocities[: len(velocities) - lag] * velocities[lag:]
    expected.append(pairs.sum(axis=2).mean())
close(vacf[:, 1], np.array(expected) / expected[0], "vacf", 1e-7)
