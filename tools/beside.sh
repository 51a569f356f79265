# shellcheck shell=bash
# Runs commands in parallel with the script: on a fresh machine, downloads and builds come from different places.

beside=()

# Starts a command in its own process group, so that end_beside ends all of it.
run_beside() { # COMMAND...
  set -m
  "$@" </dev/null &
  set +m
  beside+=("$!")
}

# Waits for all commands, and fails if one of them failed.
wait_beside() {
  while [ ${#beside[@]} -gt 0 ]; do
    wait "${beside[0]}" || return
    beside=("${beside[@]:1}")
  done
}

# Called when the script ends: sends SIGTERM to running commands, so that they roll back unfinished work, and kills what
# is left of their groups (npm does not exit).
end_beside() {
  local pid
  for pid in "${beside[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
  for pid in "${beside[@]}"; do
    wait "$pid" 2>/dev/null || true
    kill -KILL -- "-$pid" 2>/dev/null || true
  done
  beside=()
}
