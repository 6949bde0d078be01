"""The study's structures: some to fit, others to judge by, in extended XYZ."""
import pathlib
import re

# Energies in glass.extxyz lie this much above those of silicon-qe-gamma, eV/atom: a crystal and two liquids of that set,
# computed again with the settings of glass.extxyz, came out 10.20, 10.36 and 10.51 meV/atom higher; forces agreed
# within 0.001 eV/Å.
GLASS_ZERO = 0.01036

# Crystals with every atom displaced by 0.2 Å at random, some of them onto each other (forces of 30 eV/Å): nothing that a
# crystal at 500 K does, and a few of them would be the whole mean squared error.
FAR_FROM_500_K = "source=0.2A-5p"


def read(path):
    """Frames of a file, each as its lines."""
    lines = pathlib.Path(path).read_text().splitlines()
    found, start = [], 0
    while start < len(lines) and lines[start].strip():
        end = start + 2 + int(lines[start])
        found.append(lines[start:end])
        start = end
    return found


def spread(frames, count):
    """`count` frames in equal steps, and the others."""
    count = min(count, len(frames))
    chosen = {number * len(frames) // count for number in range(count)}
    return ([frame for number, frame in enumerate(frames) if number in chosen],
            [frame for number, frame in enumerate(frames) if number not in chosen])


def energy(frame):
    return float(re.search(r" energy=(\S+)", frame[1]).group(1))


def shifted(frame, shift):
    """The frame with another energy zero."""
    value = energy(frame) + shift * int(frame[0])
    return [frame[0], re.sub(r" energy=\S+", f" energy={value:.8f}", frame[1])] + frame[2:]


def grouped(frames, name):
    """The frames with a group, by which errors are told."""
    return [[frame[0], re.sub(r" group=\S+", "", frame[1]) + f" group={name}"] + frame[2:] for frame in frames]


def write(path, frames):
    path.write_text("".join("\n".join(frame) + "\n" for frame in frames))


def prepare(data, glass_file, folder, count, test_count):
    """Writes fit.extxyz, test.extxyz, and reference.csv with energies of perfect crystals.

    Of crystal and liquid `count` frames ("all": as many as there are) are fitted and `test_count` of the others are left to judge by.
    Of four quenches three are fitted and the fourth is left out whole.
    """
    fitted, left_out = [], []
    for name in ("crystal", "liquid"):
        known = [frame for frame in read(data / f"{name}.extxyz") if FAR_FROM_500_K not in frame[1]]
        chosen, others = spread(known, len(known) - test_count if count == "all" else count)
        if len(others) < test_count:
            raise SystemExit(f"study.py: --frames {count} leaves {len(others)} of the frames of {name}.extxyz, "
                             f"and --test {test_count} are wanted to judge by")
        fitted += grouped(chosen, name)
        left_out += grouped(spread(others, test_count)[0], name)
    glass = [shifted(frame, -GLASS_ZERO) for frame in read(glass_file)]
    is_test = lambda frame: "group=quench4" in frame[1]
    quenched = [frame for frame in glass if "group=quench" in frame[1]]
    fitted += grouped([frame for frame in quenched if not is_test(frame)], "glass")
    left_out += grouped([frame for frame in quenched if is_test(frame)], "glass")
    write(folder / "fit.extxyz", fitted)
    write(folder / "test.extxyz", left_out)

    rows = ["lattice constant (A),energy (eV/atom)"]
    for frame in glass:
        if "group=perfect" in frame[1]:
            edge = float(frame[1].split('"')[1].split()[0])
            rows.append(f"{edge / 2:.4f},{energy(frame) / 64:.8f}")
    (folder / "reference.csv").write_text("\n".join(rows) + "\n")
    return len(fitted), len(left_out)
