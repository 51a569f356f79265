# docker.service, docker.socket and the units that depend on them: their state, and a reload, a restart, or a restart of
# service and socket together. Each has a timeout of p_limit seconds.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # each script uses a part of this; read_payload sets p_...

# Runs systemctl with a timeout: it waits for an engine that hangs.
manage() {
  timeout "$p_limit" systemctl "$@"
  rc=$?
  [ "$rc" = 0 ] || echo "systemctl $* failed, or exceeded the timeout of $p_limit s"
  return "$rc"
}

main_pid() {
  shown=$(systemctl show -p MainPID docker.service) || return 1
  printf '%s' "${shown#MainPID=}"
}

journal_cursor() { journalctl -u docker.service -n 0 --show-cursor -q | sed -n 's/^-- cursor: //p'; }

journal_after() { journalctl -u docker.service -o cat -q --after-cursor="$1"; }

# Prints the engine's last journal lines above level info, once the journal has all of them.
complaints() {
  timeout 10 journalctl --sync 2>/dev/null || :
  journal_after "$1" | grep -v level=info | tail -n 30 | cut -c 1-2000
}

# Properties that name the units which stop when a unit stops. systemctl ignores those that its release doesn't know.
STOPS_WITH=RequiredBy,RequisiteOf,BoundBy,ConsistsOf,PropagatesStopTo

# Prints the state that a rollback returns to: "socket active|inactive|none", "pid PID", "engine running|stopped|off" and
# "dependents UNIT...". A socket that isn't loaded can't be started or stopped, so it is none; an engine is off if no
# socket would start it either.
unit_values() {
  shown=$(systemctl show docker.service docker.socket -p Id,LoadState,ActiveState,MainPID,$STOPS_WITH) || return 1
  service=${shown%%"$newline$newline"*} socket=none engine=off
  if has_line "${shown#"$service"}" LoadState=loaded; then
    socket=inactive
    if has_line "${shown#"$service"}" ActiveState=active; then socket=active engine=stopped; fi
  fi
  if has_line "$service" ActiveState=active || has_line "$service" ActiveState=reloading; then engine=running; fi
  pid=$(printf '%s\n' "$service" | sed -n 's/^MainPID=//p')
  units=$(dependents "$shown") || return 1
  printf '%s %s\n' socket "$socket" pid "${pid:-0}" engine "$engine" dependents "$units"
}

# The active units that stop when docker.service or docker.socket stops, directly or through each other; `shown` names
# the first ones. dependents SHOWN
dependents() {
  set -f
  shown=$1 known=' docker.service docker.socket ' active=
  while :; do
    queue=
    for unit in $(printf '%s\n' "$shown" | sed -n -E "s/^($(printf %s "$STOPS_WITH" | tr , '|'))=//p"); do
      case $known in *" $unit "*) continue ;; esac
      known="$known$unit "
      case $(systemctl is-active "$unit") in
        active | activating | reloading) queue="$queue $unit" active="$active $unit" ;;
      esac
    done
    [ -n "$queue" ] || break
    # shellcheck disable=SC2086 # a unit is a word
    shown=$(systemctl show $queue -p "$STOPS_WITH") || return 1
  done
  printf '%s' "${active# }"
}

# Starts the units of p_dependents that don't run. A restart of the engine restarts them, too, but systemd leaves them stopped
# if the engine doesn't start.
start_dependents() (
  [ -n "$p_dependents" ] || exit 0
  set -f
  # shellcheck disable=SC2086
  systemctl reset-failed $p_dependents 2>/dev/null
  # shellcheck disable=SC2086
  manage start $p_dependents || fail dependents-failed
)

# Lines that dockerd writes only if it refuses a file at a reload, in text and in JSON format, by release.
REFUSED='unable to configure the Docker daemon|configuration validation failed|Error reloading configuration|Error validating authorization'
PARTLY_REFUSED='Error reconfiguring the daemon'

# Reloads the engine and waits up to 10 s for its verdict in the journal: systemctl succeeds for a file that dockerd refuses.
# Without a verdict (a log level above info) the verification decides.
# Returns 1 if the engine still runs with the original file, 2 if it refused the new one and may have applied a part of
# it, 3 if that is unknown.
reload_engine() {
  cursor=$(journal_cursor)
  manage reload docker.service
  case $? in
    0) ;;
    124) fail reload-failed; return 3 ;;
    *) fail reload-failed; return ;;
  esac
  tries=0
  while [ "$tries" -lt 50 ]; do
    lines=$(journal_after "$cursor" | grep -E "$REFUSED|$PARTLY_REFUSED|Reloaded configuration")
    case $lines in
      '') ;;
      *"$PARTLY_REFUSED"*) refuse_reload "$lines"; return 2 ;;
      *'Reloaded configuration'*) return 0 ;;
      *) refuse_reload "$lines"; return 1 ;;
    esac
    tries=$((tries + 1))
    sleep 0.2
  done
}

refuse_reload() {
  printf '%s\n' "$1" | grep -E "$REFUSED|$PARTLY_REFUSED" | cut -c 1-2000
  fail reload-refused
}

# Resets systemd's start limit before each start. A unit that is stopped and disabled isn't loaded, which isn't a failure.
forgive() { systemctl reset-failed docker.service docker.socket 2>/dev/null || :; }

# restart_engine UNIT...
restart_engine() {
  cursor=$(journal_cursor)
  forgive
  manage restart "$@" && return 0
  complaints "$cursor"
  fail start-failed
}

# Stops the engine, and the retries of a start that failed.
stop_engine() {
  manage stop "$@" || { fail stop-failed; return; }
  forgive
}

# Restarts the service, and in the same job the socket if it was active: a service that is restarted alone with fd:// runs
# without a socket, and reports nothing. A socket that isn't loaded or was inactive is left alone.
rebind_engine() {
  if [ "$p_socket" = active ]; then set -- docker.socket docker.service; else set -- docker.service; fi
  # A start that failed leaves systemd retrying, and systemd 247 starts no socket beside a service that is starting.
  systemctl is-active --quiet docker.service || timeout "$p_limit" systemctl stop docker.service >/dev/null 2>&1 || :
  restart_engine "$@" || return 1
  [ -S "$root/run/docker.sock" ] || fail no-socket
}

# activate_engine reload|restart|rebind|none
activate_engine() {
  case $1 in
    reload) reload_engine ;;
    restart) restart_engine docker.service ;;
    rebind) rebind_engine ;;
    none) ;;
  esac
}
