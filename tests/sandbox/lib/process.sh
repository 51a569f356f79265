# shellcheck shell=bash
# Messages, locks and child processes of this script.

LOCK='' LOCK_FILE=''

say() { echo "sandbox: $*" >&2; }

die() {
  say "$*"
  exit 1
}

# Runs a program so that this script handles signals at once (bash delays traps while a foreground child runs), and so
# that the program ends with the script.
interruptible() { # COMMAND...
  setpriv --pdeathsig KILL "$@" &
  wait "$!"
}

# Waits for the lock, exclusive or shared. The last holder removes the lock's file, and its folder if that is empty;
# hence the second check of the path.
take_lock() { # FILE [--shared]
  local how=${2:---exclusive}
  while :; do
    mkdir -p "${1%/*}"
    { exec {LOCK}>>"$1"; } 2>/dev/null || continue
    if ! flock "$how" --nonblock "$LOCK"; then
      say "waiting for another sandbox command to finish..."
      interruptible flock "$how" "$LOCK"
    fi
    [ "/proc/self/fd/$LOCK" -ef "$1" ] && break
    exec {LOCK}>&-
  done
  LOCK_FILE=$1
}

drop_lock() {
  [ -n "$LOCK_FILE" ] || return 0
  if flock --exclusive --nonblock "$LOCK"; then
    rm -f "$LOCK_FILE"
    rmdir "${LOCK_FILE%/*}" 2>/dev/null || true
  fi
  LOCK_FILE=''
  close_lock
}

# Closes the lock for children that outlive the command: a lock is held as long as any process has it open.
close_lock() {
  [ -z "$LOCK" ] || exec {LOCK}>&-
}

# Prints when a process started, in clock ticks since boot: with the PID, a unique name. Fails for a process that has
# ended, reaped or not.
process_start() { # PID
  local stat fields
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }" # the command's name may hold blanks and parentheses
  [[ ${fields[0]} != [ZX] ]] || return 1
  echo "${fields[19]}"
}

# bash's own wait never returns for a child that the same signal has ended (seen with 5.2).
end_child() { # PID
  kill -s KILL "$1"
  while process_start "$1" >/dev/null; do sleep 0.01; done
}

# The end of every command that changes something: rolls back unfinished work.
clean_up() {
  local status=$? child
  trap '' HUP INT TERM
  set +e
  end_engine_build
  for child in $(jobs -p); do end_child "$child"; done 2>/dev/null # bash would report each of them
  drop_partial_image
  take_back_up
  drop_lock
  exit "$status"
}
