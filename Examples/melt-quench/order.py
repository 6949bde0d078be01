#!/usr/bin/env python3
"""How order grows as cooling slows: the lines of melt-quench.results as a picture.

    order.py melt-quench.results order.svg

Coordination, density against the crystal's and energy above it over the cooling rate, a point a run, with what
was measured on real amorphous silicon.
"""
import math, sys

WIDTH, HEIGHT, LEFT, TOP, GAP, PANEL = 900, 330, 62, 34, 92, 210
# Title, column of the file, factor, range, ticks, experiment and where it is from.
PANELS = [
    ("coordination within 2.85 Å", 1, 1, (3.85, 4.2), 0.05, (3.88, "experiment 3.88")),
    ("density against the crystal, %", 3, 1, (-3, 4), 1, (-1.8, "experiment −1.8 %")),
    ("energy above the crystal, meV/atom", 4, 1000, (50, 300), 50, (70, "experiment 70, relaxed")),
]


def main(results, picture):
    rows = [[float(x) for x in line.split()] for line in open(results) if line.strip() and not line.startswith("#")]
    decades = sorted({math.floor(math.log10(row[0]) + 1e-9) for row in rows})
    first, last = decades[0] - 0.5, decades[-1] + 0.5
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    bottom = HEIGHT - 52
    for number, (title, column, factor, (low, high), tick, (measured, name)) in enumerate(PANELS):
        left = LEFT + number * (PANEL + GAP - 20)
        place = lambda rate: left + PANEL * (math.log10(rate) - first) / (last - first)
        level = lambda value: bottom - (bottom - TOP) * (value - low) / (high - low)
        out.append(f'<rect x="{left}" y="{TOP}" width="{PANEL}" height="{bottom - TOP}" fill="none" stroke="#444"/>')
        out.append(f'<text x="{left + PANEL / 2}" y="{TOP - 12}" text-anchor="middle">{title}</text>')
        out.append(f'<text x="{left + PANEL / 2}" y="{HEIGHT - 14}" text-anchor="middle">cooling rate, K/s</text>')
        for n in range(round((high - low) / tick) + 1):
            value = low + n * tick
            out.append(f'<line x1="{left - 4}" x2="{left}" y1="{level(value):.1f}" y2="{level(value):.1f}" stroke="#444"/>')
            out.append(f'<text x="{left - 7}" y="{level(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
        for decade in decades:
            x = place(10.0 ** decade)
            out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 4}" stroke="#444"/>')
            out.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">10<tspan dy="-5" font-size="9">{decade}</tspan></text>')
        y = level(measured)
        out.append(f'<line x1="{left}" x2="{left + PANEL}" y1="{y:.1f}" y2="{y:.1f}" stroke="#b23" stroke-dasharray="5 4"/>')
        out.append(f'<text x="{left + PANEL - 4}" y="{y - 5:.1f}" text-anchor="end" fill="#b23">{name}</text>')
        means = {}
        for row in rows:
            means.setdefault(row[0], []).append(factor * row[column])
        line = " ".join(f"{place(rate):.1f},{level(sum(v) / len(v)):.1f}" for rate, v in sorted(means.items()))
        out.append(f'<polyline points="{line}" fill="none" stroke="#36c"/>')
        for row in rows:
            out.append(f'<circle cx="{place(row[0]):.1f}" cy="{level(factor * row[column]):.1f}" r="4" fill="#36c"/>')
    out.append("</svg>")
    with open(picture, "w") as file:
        file.write("\n".join(out) + "\n")


main(*sys.argv[1:])
