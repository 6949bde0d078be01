"""The atoms of TestSystem.swift, made again from their ids."""
import numpy as np

MASK = (1 << 64) - 1


def number(i, place):
    z = (i * 0x9E3779B97F4A7C15 + place * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


class Atoms:
    """Arrays of all atoms in id order; lengths, tilts (xy, xz, yz) and lower corner of the box."""

    def __init__(self, count, box, even=False):
        lx, ly, lz, xy, xz, yz = box[:6]
        self.lower = np.array(box[6:])
        # Rows are the edge vectors.
        self.edges = np.array([[lx, 0, 0], [xy, ly, 0], [xz, yz, lz]])
        self.ids = np.array([i for i in range(1, count + 1) if not even or i % 2 == 0])
        self.types = 1 + self.ids % 2

        def vectors(place):
            return np.array([[number(int(i), place + d) for d in range(3)] for i in self.ids])

        self.start = vectors(1) @ self.edges + self.lower
        self.velocities = vectors(4) * 10 - 5
        self.forces = vectors(11) * 4 - 2
        self.images = np.array([[i % 3 - 1, i % 2, 0] for i in self.ids])
        self.energies = np.array([-4 - number(int(i), 40) for i in self.ids])
        self.computed = [np.array([number(int(i), 50 + c) for i in self.ids]) for c in range(2)]

    def unwrapped(self, step):
        """Positions at a step without the images, and with them."""
        moved = self.start + np.array([0.01 * step, 0, 0])
        return moved, moved + self.images @ self.edges
