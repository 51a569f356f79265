# shellcheck shell=bash
# The instance's control groups: they record its processes. Only their members are ever killed.

# Prints the mount point of cgroup v2: /sys/fs/cgroup/unified if v1 is mounted beside it.
cgroup_mount() {
  local folder type
  while read -r _ folder type _; do
    [ "$type" != cgroup2 ] || { echo "$folder"; return; }
  done </proc/mounts
}

cgroup_of_all() { echo "$(cgroup_mount)/pulumi-dockerd-sandbox"; }
instance_cgroup() { echo "$(cgroup_of_all)/$INSTANCE"; }
host_cgroup() { echo "$(instance_cgroup)/host-$1"; } # HOST
watcher_cgroup() { echo "$(instance_cgroup)/watcher"; }

join_cgroup() { # CGROUP
  mkdir -p "$1"
  echo "$BASHPID" >"$1/cgroup.procs"
}

is_populated() { # CGROUP
  grep -qs '^populated 1' "$1/cgroup.events"
}

cgroup_pids() { # CGROUP
  find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null || true
}

# Sends SIGKILL to all members until none is left: a member may fork in the meantime. (SIGKILL to nspawn alone leaves
# the host running without it.)
cut_power() { # CGROUP
  local pids tries
  for ((tries = 0; tries < 200; tries++)); do
    is_populated "$1" || return 0
    mapfile -t pids < <(cgroup_pids "$1")
    [ ${#pids[@]} -eq 0 ] || kill -s KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.05
  done
  die "processes in $1 don't end"
}

remove_cgroup() { # CGROUP
  [ ! -d "$1" ] || find "$1" -depth -type d -exec rmdir {} +
}
