#!/usr/bin/env bash
# Runs one host, from its mounts to its power-off, in its own mount namespace and the sandbox's network.
set -euo pipefail
name=$1 dir=$2 lower=$3 public_key=$4 bridge=$5
root=$dir/root
address=$(<"$dir/address")

mount_root() {
  mount -t overlay "sandbox-$name" -o "lowerdir=$lower,upperdir=$dir/upper,workdir=$dir/work" "$root"
  # nspawn keeps files there by machine name, and hosts of other instances have the same names.
  mkdir -p /run/systemd/nspawn
  mount -t tmpfs tmpfs /run/systemd/nspawn
}

write_names() {
  echo "$name" >"$root/etc/hostname"
  printf '127.0.0.1 localhost\n%s %s\n' "$address" "$name" >"$root/etc/hosts"
  : >"$root/etc/resolv.conf"
  tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  printf '[Match]\nName=host0\n[Network]\nAddress=%s/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' "$address" \
    >"$root/etc/systemd/network/10-host0.network"
}

write_keys() {
  local home
  install -m 600 "$dir/ssh_host_ed25519_key" "$root/etc/ssh/"
  install -m 644 "$dir/ssh_host_ed25519_key.pub" "$root/etc/ssh/"
  for home in "$root"/root "$root"/home/*; do
    install -d -m 700 "$home/.ssh"
    install -m 600 "$public_key" "$home/.ssh/authorized_keys"
    chown -R --reference="$home" "$home/.ssh"
  done
}

# systemd 258 and later and the host's containers require cgroup v2. --keep-unit: nspawn creates its cgroups below its
# current one.
run_nspawn() { # OPTION... [COMMAND...]
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 exec systemd-nspawn --quiet --directory="$root" --machine="$name" \
    --register=no --keep-unit --network-bridge="$bridge" --capability=all --system-call-filter='add_key keyctl bpf' \
    --resolv-conf=off --timezone=off --link-journal=no \
    --bind="$dir/docker:/var/lib/docker" --bind="$dir/containerd:/var/lib/containerd" "$@"
}

# Runs sshd under nspawn's stub process 1, which reaps orphans.
# shellcheck disable=SC2016 # expands inside the host
without_init='mkdir -p /run/sshd
ip link set lo up; ip addr add "$1/24" dev host0; ip link set host0 up
exec /usr/sbin/sshd -D -e'

mount_root
if [ ! -e "$dir/made" ]; then
  write_names
  write_keys
  touch "$dir/made"
fi
case $(<"$dir/spec") in
  */sshd) run_nspawn --as-pid2 /bin/sh -c "$without_init" sh "$address" ;;
  *) run_nspawn --boot ;;
esac
