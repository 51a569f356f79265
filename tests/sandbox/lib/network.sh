# shellcheck shell=bash
# The instance's own network namespace with a bridge. Nothing is added to the machine's network; the hosts reach each
# other and commands of `sandbox exec`, and nothing else.

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

# Sets the state of a host's bridge port. A disabled port silently drops all packets in both directions; the host's own
# link stays up. (The kernel sets a blocking port to forwarding again at once if no spanning tree protocol runs.) A boot
# creates a new port, which forwards. The kernel's neighbour entry is removed with the change: otherwise a connection
# right after it would fail because of earlier unanswered requests.
set_port() { # HOST disabled|forwarding
  bridge -n "$NETNS" link set dev "vb-$1" state "$2"
  ip -n "$NETNS" neighbour delete "$(host_file "$1" address)" dev "$BRIDGE" 2>/dev/null || true
}

# The kernel removes a dead host's network some time after its processes; its name is needed now.
drop_stale_link() { # HOST
  ip -n "$NETNS" link delete "vb-$1" 2>/dev/null || true
}
