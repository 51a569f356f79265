# shellcheck shell=bash
# Commands that run beside the script: what takes minutes on a fresh machine comes from different places.

beside=()

# Starts a command in a process group of its own, so that end_beside ends all of it.
run_beside() { # COMMAND...
  set -m
  "$@" </dev/null &
  set +m
  beside+=("$!")
}

# Fails where one of them failed.
wait_beside() {
  while [ ${#beside[@]} -gt 0 ]; do
    wait "${beside[0]}" || return
    beside=("${beside[@]:1}")
  done
}

# For the end of the script: whoever is still at work is told to end, and takes back what is half done. What is left of
# its group then (npm goes on) has nobody any more.
end_beside() {
  local pid
  for pid in "${beside[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
  for pid in "${beside[@]}"; do
    wait "$pid" 2>/dev/null || true
    kill -KILL -- "-$pid" 2>/dev/null || true
  done
  beside=()
}
