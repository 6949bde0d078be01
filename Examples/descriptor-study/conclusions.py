"""Kim's four conclusions, each with the numbers of this study and whether they say the same."""
import statistics


def mean_of(lines, key):
    """Geometric mean over seeds by (length, dropped); the 64 functions are the end of both ways."""
    found = {}
    for line in lines:
        if line[key] is not None:
            found.setdefault((line["length"], line["dropped"]), []).append(line[key])
    means = {row: statistics.geometric_mean(values) for row, values in found.items()}
    if (64, "eta") in means:
        means[64, "zeta"] = means[64, "eta"]
    return means


def seed_ratio(lines, key):
    """The largest ratio of two seeds of one row: differences below it mean nothing. None with one seed."""
    found = {}
    for line in lines:
        found.setdefault((line["length"], line["dropped"]), []).append(line[key])
    ratios = [max(values) / min(values) for values in found.values() if len(values) > 1]
    return max(ratios) if ratios else None


ENERGY, FORCE = "energy MSE (meV/atom)^2", "force MSE (eV/A)^2"
WAYS = ("eta", "zeta")
NAMES = {"eta": "dropping η", "zeta": "dropping ζ"}


def verdict(said):
    """Whether all, some or none of what was looked at says the same."""
    said = list(said)
    return "Found again" if all(said) else "Found in part" if any(said) else "Not found"


def no_gain_above_50(lines):
    energy, force = mean_of(lines, ENERGY), mean_of(lines, FORCE)
    noise = seed_ratio(lines, FORCE)
    bound = max(1.1, noise or 1)
    gains = {way: force[52, way] / force[64, way] for way in WAYS}
    text = "; ".join(f"{NAMES[way]}: from 52 to 64 the mean squared error of the force falls by a factor {gains[way]:.2f}, of "
                     f"the energy by {energy[52, way] / energy[64, way]:.2f} (from 40 to 52: "
                     f"{force[40, way] / force[52, way]:.2f} and {energy[40, way] / energy[52, way]:.2f})" for way in WAYS)
    seeds = f" Two seeds of one row differ in the force by a factor {noise:.2f} at most." if noise else ""
    return f"{verdict(gain < bound for gain in gains.values())}: {text}.{seeds}"


def steep_under_28(lines):
    energy, force = mean_of(lines, ENERGY), mean_of(lines, FORCE)
    steps = {way: (force[16, way] / force[28, way], force[28, way] / force[40, way]) for way in WAYS}
    text = "; ".join(f"{NAMES[way]}: from 28 to 16 the mean squared error of the force grows by a factor {steps[way][0]:.1f}, of "
                     f"the energy by {energy[16, way] / energy[28, way]:.1f} (from 40 to 28: {steps[way][1]:.1f} and "
                     f"{energy[28, way] / energy[40, way]:.1f})" for way in WAYS)
    return f"{verdict(first > 1.5 and first > second for first, second in steps.values())}: {text}."


def angles_matter_more(lines):
    energy, force = mean_of(lines, ENERGY), mean_of(lines, FORCE)
    noise = seed_ratio(lines, FORCE) or 1.05
    ratios = {length: force[length, "zeta"] / force[length, "eta"] for length in (16, 28, 40, 52)}
    text = ", ".join(f"{ratio:.2f} and {energy[length, 'zeta'] / energy[length, 'eta']:.2f} at {length}"
                     for length, ratio in ratios.items())
    said = (any(ratio > noise for ratio in ratios.values()), all(ratio > 1 / noise for ratio in ratios.values()))
    return (f"{verdict(said)}: mean squared error of force and energy with ζ dropped over that with η dropped: {text}.")


def seed_difference(lines, key):
    """The largest difference of two seeds of one row; None with one seed."""
    found = {}
    for line in lines:
        found.setdefault((line["length"], line["dropped"]), []).append(line[key])
    return max((max(values) - min(values) for values in found.values() if len(values) > 1), default=None)


def rank_correlation(pairs):
    """Spearman's: 1 if the larger of the one always goes with the larger of the other."""
    def ranks(values):
        order = sorted(range(len(values)), key=values.__getitem__)
        return [order.index(number) for number in range(len(values))]
    return statistics.correlation(*map(ranks, zip(*pairs)))


def structure_or_stiffness(lines, dft):
    text, said = [], []
    for state in ("crystal", "glass"):
        key = f"{state} g(r) difference"
        torn = [f"{line['length']}-{line['dropped']}-{line['seed']}" for line in lines if line[key] is None]
        for low, high in ((28, 64), (16, 16)):
            # The longest descriptor's own is 0.
            values = [line[key] for line in lines if line[key] and low <= line["length"] <= high]
            if low == 28:
                said.append(max(values, default=0) < 0.1)
            if values:
                text.append(f"with {f'{low} to {high}' if low < high else low} functions g(r) of the {state} differs by "
                            f"{min(values):.1%} to {max(values):.1%} from that of the longest descriptor")
        if torn:
            text.append(f"the {state} did not hold with {', '.join(torn)}")
    for where in ("300 K", "rest"):
        key = f"bulk modulus at {where} (GPa)"
        found = {}
        for line in lines:
            found.setdefault(line["length"], []).append(line[key])
        moduli = []
        for length, values in sorted(found.items()):
            known = [f"{value:.1f}" for value in sorted(value for value in values if value is not None)]
            moduli.append(f"{', '.join(known + ['none'] * (len(values) - len(known)))} with {length}")
        known = [line for line in lines if line[key] is not None]
        follows = rank_correlation([(line[FORCE], abs(line[key] - dft[1])) for line in known])
        noise = seed_difference(known, key)
        spread = max(line[key] for line in known) - min(line[key] for line in known)
        # What two seeds of one descriptor differ by is not the descriptor's doing.
        said.append(follows > 0.5 and spread > 2 * (noise or 0))
        text.append(f"the bulk modulus at {where} is {'; '.join(moduli)} functions (GPa; from first principles {dft[1]:.1f} at "
                    f"rest), the rank correlation of its error with that of the force is {follows:.2f}"
                    + (f", and two seeds of one row differ by up to {noise:.1f} GPa" if noise is not None else ""))
    return f"{verdict(said)}: {'; '.join(text)}."


def judge(lines, dft):
    """The text of conclusions.md; a conclusion whose rows are not all there is left open."""
    questions = [("Nothing is gained above about 50 functions", no_gain_above_50),
                 ("The loss is steep under 28", steep_under_28),
                 ("At equal length dropping ζ hurts more than dropping η", angles_matter_more),
                 ("g(r) hardly cares, the bulk modulus does", lambda lines: structure_or_stiffness(lines, dft))]
    text = []
    for number, (question, answer) in enumerate(questions, 1):
        try:
            text.append(f"{number}. *{question}.* {answer(lines)}")
        except KeyError as row:
            text.append(f"{number}. *{question}.* Open: the row {row} is not finished.")
    return "\n".join(text) + "\n"
