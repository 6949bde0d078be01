"""check_partials.py dump folder rdf-reach: numpy and ASE find the partial S(q) that `analyze` wrote."""
import csv
import sys

import numpy as np
from ase.io import read
from ase.neighborlist import neighbor_list

dump, folder, reach = sys.argv[1], sys.argv[2], float(sys.argv[3])
frames = read(dump, index=":", format="lammps-dump-text", specorder=["Si", "O", "H"])
count = len(frames[0])
names = ["Si", "O", "H"]
kinds = [[i for i, symbol in enumerate(frames[0].get_chemical_symbols()) if symbol == name] for name in names]
shares = [len(kind) / count for kind in kinds]
with open(f"{folder}/sq.csv", encoding="utf-8") as file:
    rows = list(csv.reader(file))
columns = {name: np.array([float(row[i] or "nan") for row in rows[1:]]) for i, name in enumerate(rows[0])}
q = columns["q (1/Å)"]
step = q[1] - q[0]

# Over all wave vectors of half the space, where no more were there than are taken.
most = int((q[-1] + step) * max(frame.cell.lengths().max() for frame in frames) / (2 * np.pi)) + 1
axis = np.arange(-most, most + 1)
grid = np.array(np.meshgrid(axis, axis, axis, indexing="ij")).reshape(3, -1).T
grid = grid[[tuple(v) > (0, 0, 0) for v in grid]]
products = np.zeros((3, 3, len(q)))
numbers = np.zeros(len(q))
for frame in frames:
    vectors = 2 * np.pi * grid @ frame.cell.reciprocal()
    length = np.linalg.norm(vectors, axis=1)
    keep = length < step * len(q)
    place = (length[keep] / step).astype(int)
    phases = np.exp(1j * vectors[keep] @ frame.positions.T)
    amplitudes = [phases[:, kind].sum(axis=1) for kind in kinds]
    numbers += np.bincount(place, minlength=len(q))[: len(q)]
    for a in range(3):
        for b in range(3):
            product = (amplitudes[a] * amplitudes[b].conj()).real / count
            products[a, b] += np.bincount(place, product, minlength=len(q))[: len(q)]
whole = (numbers == columns["wave vectors"]) & (numbers > 0)
assert whole.sum() >= 10, f"only {whole.sum()} bins can be compared"
total = np.zeros(len(q))
for a in range(3):
    for b in range(3):
        name = f"S {names[min(a, b)]}–{names[max(a, b)]} direct"
        ours = columns[name]
        theirs = 1 + (products[a, b] / np.maximum(numbers, 1) - (a == b) * shares[a]) / (shares[a] * shares[b])
        # Eight digits are printed.
        error = np.abs(ours - theirs)[whole] / np.maximum(1, np.abs(theirs[whole]))
        assert error.max() < 1e-6, f"{name}: {error.max()}"
        total += shares[a] * shares[b] * ours
error = np.abs(total - columns["S direct"])[numbers > 0] / np.maximum(1, total[numbers > 0])
assert error.max() < 1e-6, f"the direct partials do not add up to S(q): {error.max()}"

# From g(r): distances by ASE, bins and integral as Analysis.md has them.
bins, volume = len(np.arange(0, reach, 0.02)), np.mean([frame.get_volume() for frame in frames])
edges = np.linspace(0, reach, bins + 1)
middle = (edges[1:] + edges[:-1]) / 2
shell = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
histogram = np.zeros((3, 3, bins))
kind = np.zeros(count, int)
for n, members in enumerate(kinds):
    kind[members] = n
for frame in frames:
    i, j, d = neighbor_list("ijd", frame, reach)
    for a in range(3):
        for b in range(3):
            histogram[a, b] += np.histogram(d[(kind[i] == a) & (kind[j] == b)], edges)[0]
lorch = np.sin(np.pi * middle / reach) / (np.pi * middle / reach)
kernel = np.sinc(np.outer(q, middle) / np.pi)
total = np.zeros(len(q))
for a in range(3):
    for b in range(3):
        pairs = len(kinds[a]) * (len(kinds[b]) - (a == b))
        g = histogram[a, b] / (len(frames) * pairs / volume * shell)
        s = 1 + 4 * np.pi * count / volume * (kernel @ (middle**2 * (g - 1) * lorch)) * (edges[1] - edges[0])
        name = f"S {names[min(a, b)]}–{names[max(a, b)]} from g(r)"
        error = np.abs(columns[name] - s).max()
        assert error < 1e-5, f"{name}: {error}"
        # Weights of the pairs as g(r) counts them, so that nothing but rounding is left.
        total += pairs / (count * (count - 1)) * columns[name]
error = np.abs(total - columns["S from g(r)"]).max()
assert error < 1e-6, f"the partials from g(r) do not add up to S(q): {error}"
