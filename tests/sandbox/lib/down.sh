# shellcheck shell=bash
# `sandbox down`: ends hosts and leaves nothing, whatever the instance's state is.

# Prints the hosts that have files or a cgroup, complete or not.
traces_of_hosts() {
  local path
  for path in "$INSTANCE_DIR"/hosts/*/ "$(instance_cgroup)"/host-*/; do
    [ ! -d "$path" ] || basename "${path#"$(instance_cgroup)"/host-}"
  done | sort -u
}

# Kills hosts: none of their data is kept, so there is no need for a clean shutdown.
end_hosts() { # HOST...
  local host ending=()
  for host in "$@"; do
    cut_power "$(host_cgroup "$host")" &
    ending+=("$!")
  done
  for host in "${ending[@]}"; do wait "$host"; done
}

# Requires the instance's lock.
remove_instance() {
  local hosts
  mapfile -t hosts < <(traces_of_hosts)
  end_hosts "${hosts[@]}"
  cut_power "$(watcher_cgroup)"
  remove_cgroup "$(instance_cgroup)"
  rmdir "$(cgroup_of_all)" 2>/dev/null || true
  remove_network
  rm -rf --one-file-system "$INSTANCE_DIR"
}

run_down() { # [HOST...]
  take_lock "$INSTANCE_LOCK"
  if [ $# -eq 0 ]; then
    remove_instance
  else
    local host
    for host in "$@"; do require_host "$host"; done
    end_hosts "$@"
    for host in "$@"; do remove_host "$host"; done
  fi
}
