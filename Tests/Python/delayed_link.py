#!/usr/bin/env python3
"""A cable between two network namespaces through which every packet takes its time.

usage: delayed_link.py NETNS ADDRESS/BITS NETNS ADDRESS/BITS MICROSECONDS

For kernels without netem. Each namespace gets a tun device `link0` with its address; packets that go in at
one end come out at the other after so many microseconds at least (what this process itself takes comes on
top: measure with ping). Needs root. Runs until it is killed; while it is stopped (SIGSTOP) the cable is cut
and neither side is told.
"""
import collections, ctypes, fcntl, os, select, struct, subprocess, sys, time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET, PR_SET_TIMERSLACK = 0x40000000, 29
# Waits shorter than this are spent looking at the clock, s.
SPIN = 200e-6
libc = ctypes.CDLL(None, use_errno=True)


def end(namespace, address):
    """A tun device in a namespace; reading gives what is sent there, writing delivers."""
    with open("/run/netns/" + namespace) as there, open("/proc/self/ns/net") as here:
        if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "cannot enter the namespace " + namespace)
        try:
            return opened(namespace, address)
        finally:
            # So that this is no process of either host.
            libc.setns(here.fileno(), CLONE_NEWNET)


def opened(namespace, address):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"link0", IFF_TUN | IFF_NO_PI))
    for words in ("addr add %s dev link0" % address, "link set link0 up txqueuelen 10000"):
        subprocess.run(["ip", "-n", namespace] + words.split(), check=True)
    return tun


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    delay = float(sys.argv[5]) * 1e-6
    ends = end(*sys.argv[1:3]), end(*sys.argv[3:5])
    libc.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    waiting = collections.deque()  # (when it is due, where, the packet); all take as long, so in order
    print("up", flush=True)
    while True:
        left = waiting[0][0] - time.perf_counter() if waiting else None
        while waiting and left <= 0:
            _, target, packet = waiting.popleft()
            try:
                os.write(target, packet)
            except OSError:
                pass  # The device is down: lost, as on a cable.
            left = waiting[0][0] - time.perf_counter() if waiting else None
        timeout = None if left is None else 0 if left < SPIN else left - SPIN
        for source in select.select(ends, [], [], timeout)[0]:
            try:
                while True:
                    packet = os.read(source, 65536)
                    waiting.append((time.perf_counter() + delay, other[source], packet))
            except OSError:
                pass  # Nothing more for now.


if __name__ == "__main__":
    main()
