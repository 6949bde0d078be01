"""The pictures of the study."""
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plot
from matplotlib import ticker

import conclusions
import results

COLOURS = {"eta": "#1f6f9f", "zeta": "#c8552b"}
MARKERS = {"eta": "o", "zeta": "s"}
LABELS = {"eta": "widths η dropped", "zeta": "powers ζ dropped"}
LENGTHS = (16, 28, 40, 52, 64)


def style(axes):
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(True, which="major", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)


def save(figure, path):
    figure.savefig(path, dpi=110, facecolor="white")
    plot.close(figure)


def against_length(axes, lines, key):
    """A line through the means of the seeds, and a mark for each seed."""
    means = conclusions.mean_of(lines, key)
    for way in conclusions.WAYS:
        points = sorted((length, value) for (length, dropped), value in means.items() if dropped == way)
        axes.plot(*zip(*points), color=COLOURS[way], linewidth=1.6, label=LABELS[way])
        marks = [(line["length"], line[key]) for line in lines
                 if (line["dropped"] == way or line["length"] == 64) and line[key] is not None]
        axes.plot(*zip(*marks), MARKERS[way], color=COLOURS[way], markersize=5, alpha=0.75)
    axes.set_xticks(LENGTHS)
    axes.set_xlim(13, 67)
    axes.set_xlabel("length of the descriptor")
    style(axes)


def error_picture(path, lines):
    figure, panels = plot.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    for axes, key, label, ticks in (
            (panels[0], conclusions.ENERGY, "mean squared error of energy, (meV/atom)²", (10, 20, 30, 50, 100, 200, 500, 1000)),
            (panels[1], conclusions.FORCE, "mean squared error of force, (eV/Å)²", (0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.2))):
        against_length(axes, lines, key)
        axes.set_yscale("log")
        low, high = axes.get_ylim()
        axes.yaxis.set_minor_locator(ticker.NullLocator())
        axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.set_ylim(low, high)
        axes.set_ylabel(label)
    panels[0].legend(frameon=False)
    save(figure, path)


def modulus_picture(path, lines, dft):
    figure, panels = plot.subplots(1, 2, figsize=(9, 3.8), layout="constrained", sharey=True)
    for axes, where, title in ((panels[0], "300 K", "at 300 K, from pressures"), (panels[1], "rest", "at rest, from energies")):
        key = f"bulk modulus at {where} (GPa)"
        against_length(axes, lines, key)
        axes.axhline(dft[1], color="black", linewidth=1, linestyle="--", label="first principles, at rest")
        axes.set_title(title, fontsize=10)
        none = [f"{line['length']} ({line['dropped'].replace('zeta', 'ζ').replace('eta', 'η')})" for line in lines
                if line[key] is None]
        if none:
            axes.text(0.97, 0.93, "none: " + ", ".join(sorted(set(none))), transform=axes.transAxes, fontsize=9, ha="right")
    panels[0].set_ylabel("bulk modulus of the crystal, GPa")
    panels[1].legend(frameon=False)
    save(figure, path)


def rdf_picture(path, work, rows):
    """g(r) of the first seed's potentials, one above the other, each over that of 64 functions in grey."""
    seed = min(row.seed for row in rows)
    figure, panels = plot.subplots(2, 2, figsize=(9, 8.5), layout="constrained", sharex=True)
    for line, state, step in zip(panels, ("crystal", "glass"), (8, 3)):
        longest = results.rdf(work / f"64-eta-{seed}", state)
        for axes, way in zip(line, conclusions.WAYS):
            for place, length in enumerate(LENGTHS):
                name = f"{length}-{way}-{seed}" if length < 64 else f"64-eta-{seed}"
                curve = results.rdf(work / name, state)
                low = place * step
                if longest:
                    axes.plot(longest[0], [g + low for g in longest[1]], color="#b5b5b5", linewidth=2.6)
                if curve:
                    axes.plot(curve[0], [g + low for g in curve[1]], color=COLOURS[way], linewidth=1.1)
                finished = (work / name / "finished").exists()
                note = f"{length} functions" + ("" if curve else ":\ndid not hold" if finished else ":\nnot finished")
                axes.text(0.1, low + 0.1 * step, note, fontsize=9)
            axes.set_xlim(0, 8)
            axes.set_ylim(bottom=-0.2)
            axes.set_title(f"{state}, {LABELS[way]}", fontsize=10)
            style(axes)
        line[0].set_ylabel(f"g(r) at 300 K, each {step} higher")
    for axes in panels[1]:
        axes.set_xlabel("r, Å")
    figure.suptitle("Colour: this length; grey: 64 functions", fontsize=10)
    save(figure, path)


def draw(folder, work, rows, lines, dft):
    """All pictures, from the rows that are finished."""
    error_picture(folder / "errors.png", lines)
    if dft:
        modulus_picture(folder / "bulk-modulus.png", lines, dft)
    rdf_picture(folder / "rdf.png", work, rows)
