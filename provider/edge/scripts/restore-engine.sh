# The engine's part of a rollback: starts only units that ran before, and stops only those that it must.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # read_payload sets p_...

# Returns the engine to its original state with the least effect: none if the change didn't concern it, or if it refused the
# reload and still runs. Names no unit that wasn't loaded.
restore_engine() {
  [ ! -e "$undoing/idle" ] && [ "$p_rollback" != none ] || return 0
  if [ -e "$undoing/refused" ] && is_same_engine; then return 0; fi
  case $p_engine$p_socket in
    running*) run_engine && restart_dependents ;;
    # An active socket would start it again.
    offinactive) stop_engine docker.service docker.socket ;;
    stoppedactive) stop_engine docker.service && { manage start docker.socket || fail start-failed; } ;;
    *) stop_engine docker.service ;;
  esac
}

# A socket that was active has failed if the engine reached its start limit.
run_engine() {
  if [ "$p_socket" = active ] && ! systemctl is-active --quiet docker.socket; then
    rebind_engine
  elif [ "$p_rollback" = reload ]; then
    reload_original
  else
    activate_engine "$p_rollback"
  fi
}

is_same_engine() { [ "${p_pid:-0}" != 0 ] && [ "$(main_pid)" = "$p_pid" ]; }

# Reloads the engine with the original file. It must survive the reload; if it refuses the file, that holds an unmanaged edit,
# and a restart would end a running engine. If systemd fails to reload it, it may still run with the new file: it is restarted
# if the change has restarted it, too, and otherwise the rollback fails, and is retried. An engine that crashed again and again
# has reached its start limit.
reload_original() {
  forgive
  before=$(main_pid)
  if systemctl is-active --quiet docker.service; then
    case $(reload_engine) in
      *reload-failed*) if is_same_engine; then fail reload-failed; return; fi ;;
      *) if [ "$(main_pid)" = "$before" ]; then return 0; fi ;;
    esac
  fi
  restart_engine docker.service
}

# Starts the dependent units again; those that don't start are reported, and don't fail the rollback.
restart_dependents() {
  said_start=$(start_dependents 2>&1) && return 0
  said_start=${said_start%"${newline}reason "*}
  down=
  for unit in $p_dependents; do systemctl is-active --quiet "$unit" || down="$down $unit"; done
  printf '%s\n' "not started again:$down" "$said_start"
}
