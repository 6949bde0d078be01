"""check_h5md.py file count box steps [single] [even]: h5py and MDAnalysis read what was written."""
import sys
import warnings

import h5py
import MDAnalysis
import numpy as np
from MDAnalysis.lib.mdamath import triclinic_box

from atoms import Atoms

warnings.simplefilter("ignore")
path, count, box, steps = sys.argv[1:5]
box = [float(word) for word in box.split(",")]
steps = [int(word) for word in steps.split(",")]
single = "single" in sys.argv
atoms = Atoms(int(count), box, even="even" in sys.argv)
triclinic = any(box[3:6])
tolerance = 2e-6 if single else 1e-12
KJ_PER_EV = 96.48533212331002


def close(a, b, what, tolerance=tolerance):
    a, b = np.asarray(a), np.asarray(b)
    assert a.shape == b.shape, f"{what}: shape {a.shape}, not {b.shape}"
    error = np.abs(a - b).max()
    scale = max(1, np.abs(b).max())
    assert error <= tolerance * scale, f"{what}: differs by {error}"


def text(value):
    return value.decode() if isinstance(value, bytes) else value


with h5py.File(path, "r") as f:
    assert list(f["h5md"].attrs["version"]) == [1, 1]
    assert text(f["h5md/creator"].attrs["name"]) == "swift-md"
    assert "name" in f["h5md/author"].attrs
    assert "units" in f["h5md/modules"]
    p = f["particles/trajectory"]
    assert p["box"].attrs["dimension"] == 3
    assert [text(b) for b in p["box"].attrs["boundary"]] == ["periodic"] * 3
    for name in ["velocity", "force", "image", "potential_energy", "c_q[2]", "box/edges"]:
        assert p[name]["step"] == p["position/step"], f"{name}/step is not linked"
        assert p[name]["time"] == p["position/time"], f"{name}/time is not linked"
    assert list(p["position/step"][:]) == steps
    close(p["position/time"][:], np.array(steps) * 0.001, "time")
    assert p["position/time"].attrs["unit"] == "ps"
    units = {"position": "Angstrom", "velocity": "Angstrom ps-1", "force": "kJ mol-1 Angstrom-1"}
    for name, unit in units.items():
        attribute = p[name]["value"].attrs.get_id("unit")
        assert attribute.get_type().is_variable_str(), f"the unit of {name} has a fixed length"
        assert p[name]["value"].attrs["unit"] == unit
        assert p[name]["value"].chunks == (1, min(32, len(atoms.ids)), 3)
        assert p[name]["value"].dtype == (np.float32 if single else np.float64)
    assert (p["id"][:] == atoms.ids).all()
    assert (p["species"][:] == atoms.types).all()
    assert h5py.check_enum_dtype(p["species"].dtype) == {"Si": 1, "Ge": 2}
    close(p["mass"][:], 28.0855 + (atoms.types - 1), "mass")
    edges = atoms.edges if triclinic else np.diag(atoms.edges)
    energy = f["observables/potential_energy/value"]
    assert f["observables/potential_energy/step"] == p["position/step"]
    for t, step in enumerate(steps):
        close(p["box/edges/value"][t], edges, "edges")
        x = p["position/value"][t].astype(float)
        fractional = (x - atoms.lower) @ np.linalg.inv(atoms.edges)
        assert fractional.min() > -1e-6 and fractional.max() < 1 + 1e-6, "not wrapped"
        _, unwrapped = atoms.unwrapped(step)
        close(x + p["image/value"][t] @ atoms.edges, unwrapped, "position and image")
        close(p["velocity/value"][t], atoms.velocities, "velocity")
        close(p["force/value"][t], atoms.forces * KJ_PER_EV, "force")
        close(p["potential_energy/value"][t], atoms.energies, "energy")
        close(p["c_q[2]/value"][t], atoms.computed[1], "compute")
        if "even" not in sys.argv:
            close(energy[t], atoms.energies.sum(), "total energy", 1e-12)

universe = MDAnalysis.Universe.empty(len(atoms.ids), trajectory=False)
universe.load_new(path, format="H5MD")
assert universe.trajectory.n_frames == len(steps)
for frame, step in zip(universe.trajectory, steps):
    close(frame.time, step * 0.001, "MDAnalysis time", 1e-6)
    close(frame.dimensions, triclinic_box(*atoms.edges), "MDAnalysis box", 1e-5)
    close(frame.velocities, atoms.velocities, "MDAnalysis velocities", 1e-5)
    # kJ/(mol Å) is MDAnalysis's own unit of force.
    close(frame.forces, atoms.forces * KJ_PER_EV, "MDAnalysis forces", 1e-5)
