# Checks that what declared options refer to exists on the host. dockerd accepts some of it at first, and fails at its next
# start, at the next boot or for each container. Changes nothing.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # read_payload sets p_...

# Each line of the payload is "KIND OPTION VALUE [MORE]", separated by tabs.
preflight() {
  [ "$p_preflight" != none ] || return 0
  tab=$(printf '\t')
  faults=$(decode "$p_preflight" | inspect_all)
  [ -n "$faults" ] || return 0
  printf '%s\n' "$faults"
  fail missing
}

inspect_all() { while IFS=$tab read -r kind option value more; do inspect; done; }

inspect() {
  case $kind in
    program) is_program "$value" || fault "is not an executable on this host; install it, or set another one" ;;
    file) [ -f "$root$value" ] || fault "is not a file on this host; create it, or set another path" ;;
    socket) [ -S "$root$value" ] || fault "is not a socket on this host; start its server, or set another path" ;;
    interface) [ -d "$root/sys/class/net/$value" ] || fault "is not a network interface of this host; create it, or set another one" ;;
    group) grep -qs "^$value:" "$root/etc/group" || getent group "$value" >/dev/null || fault "is not a group on this host; create it, or set another one" ;;
    plugin) has_plugin || fault "is neither a built-in driver nor an enabled plugin; run docker plugin install, or set another one" ;;
    files) inspect_limit ;;
    data) inspect_data_root ;;
    ipv4) inspect_ipv4 ;;
    ipv6) inspect_ipv6 ;;
  esac
}

fault() { printf '%s: %s %s\n' "$option" "$value" "$1"; }

is_program() {
  case $1 in
    /*) [ -f "$root$1" ] && [ -x "$root$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# A plugin of the engine keeps its state in the data root ($more); an unmanaged one has a socket or a file that names it.
has_plugin() {
  for path in run/docker/plugins/"$value".sock run/docker/plugins/"$value/$value".sock etc/docker/plugins/"$value".spec \
    etc/docker/plugins/"$value".json usr/lib/docker/plugins/"$value".spec usr/lib/docker/plugins/"$value".json; do
    [ ! -e "$root/$path" ] || return 0
  done
  case ${value##*/} in *:*) name=$value ;; *) name=$value:latest ;; esac
  for path in "$root$more"/plugins/*/config.json "$root$more"/*.*/plugins/*/config.json; do
    ! grep -qsF "\"Name\":\"$name\"" "$path" || ! grep -qsF '"Enabled":true' "$path" || return 0
  done
  return 1
}

# The kernel refuses a limit of open files above fs.nr_open, so that no container starts.
inspect_limit() {
  most=$(cat "$root/proc/sys/fs/nr_open" 2>/dev/null) || return 0
  { [ "$value" != -1 ] && [ "$value" -le "$most" ]; } || fault "is above fs.nr_open ($most) of this host; set $most or less"
}

# dockerd creates a missing data root by its name, mounts containers below that name, and resolves it at its next start
# only: until then no container runs (26.1).
inspect_data_root() {
  [ ! -e "$root$value" ] || return 0
  parent=$value rest=
  while [ ! -e "$root$parent" ]; do
    rest=/${parent##*/}$rest
    parent=${parent%/*}
  done
  real=$(readlink -f "$root$parent") || return 0
  real=${real#"$root"}
  [ "$real" = "$parent" ] || fault "does not exist and is below a symbolic link; create it, or set ${real%/}$rest"
}

# dockerd can't listen on an address that the host doesn't have, nor at a boot on one of its own bridges, which it brings up
# later. The sysctl allows both. $more is the address in the form of the kernel's tables.
inspect_ipv4() {
  ! grep -qs 1 "$root/proc/sys/net/ipv4/ip_nonlocal_bind" && [ -r "$root/proc/net/fib_trie" ] || return 0
  if ! grep -A 1 -e "|-- $value\$" "$root/proc/net/fib_trie" | grep -q "/32 host LOCAL"; then
    no_address
    return
  fi
  while read -r interface network _ _ _ _ _ mask _; do
    ! is_engines "$interface" || [ $((more & 0x$mask)) -ne $((0x$network)) ] || engines_address "$interface"
  done <"$root/proc/net/route"
}

inspect_ipv6() {
  ! grep -qs 1 "$root/proc/sys/net/ipv6/ip_nonlocal_bind" && [ -r "$root/proc/net/if_inet6" ] || return 0
  line=$(grep "^$more " "$root/proc/net/if_inet6") || {
    no_address
    return
  }
  ! is_engines "${line##* }" || engines_address "${line##* }"
}

no_address() { fault "is not an address of this host; set one that it has, or 0.0.0.0 with tlsverify"; }

engines_address() {
  fault "is an address of $1, which dockerd itself brings up: it could not listen there at the next boot; set an address of another interface"
}

is_engines() {
  case $1 in
    docker0 | docker_gwbridge) return 0 ;;
    br-????????????) case ${1#br-} in *[!0-9a-f]*) return 1 ;; esac ;;
    *) return 1 ;;
  esac
}
