# shellcheck shell=bash
# The instance's owner: when this process ends, the instance is taken down.

# Replaces the owner and its watcher. The watcher is the only process of the instance outside of its hosts.
set_owner() { # PID
  local start
  start=$(process_start "$1") || die "no process $1 to be the owner"
  cut_power "$(watcher_cgroup)"
  echo "$1 $start" >"$INSTANCE_DIR/owner"
  (
    close_lock
    join_cgroup "$(watcher_cgroup)"
    exec setsid "$SANDBOX_FILE" watch-owner "$1" "$start"
  ) </dev/null >/dev/null 2>&1 &
  disown "$!"
}

# Runs detached. Once it has the lock it checks again: the instance may have another owner by then, or be gone.
run_watch-owner() { # PID START
  cd /
  while [ "$(process_start "$1")" = "$2" ]; do sleep 0.3; done
  leave_watcher_cgroup
  take_lock "$INSTANCE_LOCK"
  [ "$(cat "$INSTANCE_DIR/owner" 2>/dev/null)" = "$1 $2" ] || return 0
  remove_instance
}

# `down` kills the members of the watcher's cgroup, and a cgroup with members can't be removed.
leave_watcher_cgroup() {
  echo "$BASHPID" >"$(cgroup_mount)/cgroup.procs"
}
