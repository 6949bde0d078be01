"""write_h5md.py dump h5md: MDAnalysis writes the frames of a dump as H5MD, with nanometres as GROMACS would."""
import sys
import warnings

import MDAnalysis

warnings.simplefilter("ignore")
universe = MDAnalysis.Universe(sys.argv[1], format="LAMMPSDUMP", lammps_coordinate_convention="unscaled", dt=0.001)
writer = MDAnalysis.Writer(sys.argv[2], len(universe.atoms), positions=True, lengthunit="nm", timeunit="ps")
with writer:
    for _ in universe.trajectory:
        writer.write(universe.atoms)
