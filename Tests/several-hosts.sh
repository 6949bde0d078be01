#!/bin/bash
# Runs swift-md across two "hosts", which are network namespaces of this machine, joined directly and by a
# cable in which packets take 20 us and 1 ms (Tests/Python/delayed_link.py); then lets one of them vanish. Needs
# root, iproute2, Python and Open MPI.
#
#   Tests/several-hosts.sh PROGRAM
#
# Expected: "same as on one host" for each latency; then mpirun ends by itself, with the last checkpoint there.
set -u
program=$(realpath "$1")
link=$(realpath "$(dirname "$0")/Python/delayed_link.py")
folder=$(mktemp -d)
cd "$folder" || exit 1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1 PMIX_MCA_gds=hash
cable=
trap 'kill -9 $cable 2> /dev/null; ip netns del swmd1; ip netns del swmd2; rm -rf "$folder"' EXIT

ip netns add swmd1 && ip netns add swmd2 || exit 1
for i in 1 2; do ip -n swmd$i link set lo up; done

join() { # join MICROSECONDS|directly
  ip -n swmd1 link del v1 2> /dev/null
  [ -z "$cable" ] || { kill $cable; wait $cable 2> /dev/null; cable=; }
  if [ "$1" = directly ]; then
    ip link add v1 netns swmd1 type veth peer name v2 netns swmd2 || exit 1
    for i in 1 2; do
      ip -n swmd$i addr add 10.77.0.$i/24 dev v$i
      ip -n swmd$i link set v$i up
    done
  else
    python3 "$link" swmd1 10.77.0.1/24 swmd2 10.77.0.2/24 "$1" > cable.out &
    cable=$!
    until grep -q up cable.out; do sleep 0.1; kill -0 $cable || exit 1; done
  fi
}

cat > echo.py <<'ECHO'
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if len(sys.argv) == 1:
    s.bind(("", 7))
    while True:
        s.sendto(*s.recvfrom(64))
s.settimeout(2)
times = []
for _ in range(200):
    start = time.perf_counter()
    s.sendto(b"x", (sys.argv[1], 7))
    s.recv(64)
    times.append(time.perf_counter() - start)
print("%.0f us there and back" % (1e6 * sorted(times)[100]))
ECHO
latency() {
  ip netns exec swmd2 python3 echo.py &
  sleep 0.5
  ip netns exec swmd1 python3 echo.py 10.77.0.2
  kill $!
  wait $! 2> /dev/null
}

# What mpirun calls instead of ssh: agent HOST COMMAND…
cat > agent <<'AGENT'
#!/bin/sh
host=$1
shift
exec ip netns exec swmd${host##*.} sh -c "$*"
AGENT
chmod +x agent
echo 'Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0' > Si.sw
cat > deck.in <<'DECK'
units metal
lattice diamond 5.431
region b block 0 3 0 3 0 3
create_box 1 b
create_atoms 1 box
mass 1 28.0855
pair_style sw
pair_coeff * * Si.sw Si
velocity all create 1800 12345
thermo_modify format float %.15g
thermo 10
fix 1 all npt temp 1800 300 0.05 iso 0 0 0.5
run ${steps}
DECK

across() { # across LOG STEPS
  ip netns exec swmd1 mpirun --mca plm_rsh_agent "$folder/agent" --mca btl tcp,self \
    --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24 \
    --mca oob_tcp_keepalive_time 5 --mca oob_tcp_keepalive_intvl 2 --mca oob_tcp_keepalive_probes 3 \
    --host 10.77.0.1:1,10.77.0.2:1 -np 2 \
    "$program" -in deck.in -var steps "$2" -log "$1" -checkpoint 100 -screen none
}
table() { sed -n '/^ *Step/,/^Loop/p' "$1" | grep -v Loop; }

mpirun --oversubscribe -np 2 "$program" -in deck.in -var steps 300 -log log.one -screen none
for delay in directly 20 1000; do
  join $delay
  time=$(latency)
  start=$SECONDS
  across log.$delay 300
  if diff <(table log.one) <(table log.$delay) > /dev/null; then
    echo "joined by $delay us ($time): same as on one host, $((SECONDS - start)) s"
  else
    echo "joined by $delay us ($time): NOT the same as on one host"
  fi
done

for end in killed unplugged; do
  join 20
  across log.$end 100000000 > out 2>&1 &
  run=$!
  while ! [ -e log.$end.checkpoints ]; do sleep 0.2; done
  start=$SECONDS
  if [ $end = killed ]; then
    kill -9 $(ip netns pids swmd2)
  else
    kill -STOP $cable
  fi
  for _ in $(seq 120); do
    kill -0 $run 2> /dev/null || break
    sleep 0.5
  done
  if kill -0 $run 2> /dev/null; then
    echo "a host $end: NOT ended after $((SECONDS - start)) s"
    kill -9 $run $(ip netns pids swmd1)
  else
    wait $run
    echo "a host $end: ended with status $? after $((SECONDS - start)) s; $(tail -1 log.$end.checkpoints)"
  fi
  grep -m1 -i "communication" out
  kill -9 $(ip netns pids swmd2) 2> /dev/null
  kill -CONT $cable
done
