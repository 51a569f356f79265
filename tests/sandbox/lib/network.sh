# shellcheck shell=bash
# The instance's own network namespace with a bridge in it. Nothing is added to the machine's network;
# the hosts reach each other and what runs under `sandbox exec`, nothing else.

BRIDGE=br0
NETWORK=10.88.0

make_network() {
  [ -e "$NETNS_FILE" ] || ip netns add "$NETNS"
  ip -n "$NETNS" link set lo up
  ip -n "$NETNS" link show "$BRIDGE" >/dev/null 2>&1 && return
  ip -n "$NETNS" link add "$BRIDGE" type bridge
  ip -n "$NETNS" addr add "$NETWORK.1/24" dev "$BRIDGE"
  ip -n "$NETNS" link set "$BRIDGE" up
}

require_network() {
  [ -e "$NETNS_FILE" ] || die "instance $INSTANCE is not up"
}

remove_network() {
  [ ! -e "$NETNS_FILE" ] || ip netns delete "$NETNS"
}

# A host's port of the bridge. A disabled one drops all packets in silence, in both directions; the host itself sees
# its link up as before. (A blocking one the kernel lets forward again at once where nobody runs spanning tree.)
# A boot makes a new port, which forwards. What the kernel knows of the host's address goes with the change: who connects
# right after it is over would be told that the last questions had no answer.
set_port() { # HOST disabled|forwarding
  bridge -n "$NETNS" link set dev "vb-$1" state "$2"
  ip -n "$NETNS" neighbour delete "$(host_file "$1" address)" dev "$BRIDGE" 2>/dev/null || true
}

# The kernel takes a dead host's network apart a moment after its processes; its name is wanted now.
drop_stale_link() { # HOST
  ip -n "$NETNS" link delete "vb-$1" 2>/dev/null || true
}
