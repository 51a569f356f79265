# The engine's part of a rollback: it starts only what ran before, and stops only what it must.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # read_payload sets p_...

# Returns the engine to its original state, with as little as the change itself did: not at all if the change didn't
# concern it, or if it refused the reload and still runs. Never depends on a unit that wasn't loaded.
engine_back() {
  [ ! -e "$undoing/idle" ] && [ "$p_undo" != none ] || return 0
  if [ -e "$undoing/refused" ] && is_same_engine; then return 0; fi
  case $p_engine$p_socket in
    running*) run_engine && dependents_back ;;
    # A socket that listens would start it again.
    offinactive) stop_engine docker.service docker.socket ;;
    stoppedactive) stop_engine docker.service && { manage start docker.socket || fail start-failed; } ;;
    *) stop_engine docker.service ;;
  esac
}

# A socket that was active has ended with an engine that used up its starts.
run_engine() {
  if [ "$p_socket" = active ] && ! systemctl is-active --quiet docker.socket; then
    rebind_engine
  elif [ "$p_undo" = reload ]; then
    reload_back
  else
    activate_engine "$p_undo"
  fi
}

is_same_engine() { [ "${p_pid:-0}" != 0 ] && [ "$(main_pid)" = "$p_pid" ]; }

# Nothing checks afterwards whether the engine took the file, so it must at least have survived the reload. If it refused the
# file, that holds an edit of others: a restart would end an engine that runs. An engine that the new set killed again and
# again has used up systemd's starts.
reload_back() {
  forgive
  before=$(main_pid)
  if systemctl is-active --quiet docker.service; then
    reload_engine >/dev/null
    if [ "$(main_pid)" = "$before" ]; then return 0; fi
  fi
  restart_engine docker.service
}

# The engine is back: units that don't start again can't be helped here, and are reported.
dependents_back() {
  said_start=$(start_dependents 2>&1) && return 0
  said_start=${said_start%"${newline}reason "*}
  down=
  for unit in $p_dependents; do systemctl is-active --quiet "$unit" || down="$down $unit"; done
  printf '%s\n' "not started again:$down" "$said_start"
}
