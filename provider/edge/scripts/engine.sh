# What makes the engine run with its files: reload, restart, or service and socket anew. Each has p_limit seconds.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # each script uses a part of this; read_payload sets p_...

# An engine may hang for good, and systemctl waits with it.
manage() {
  timeout "$p_limit" systemctl "$@" && return 0
  echo "systemctl $* failed, or took longer than $p_limit s"
  return 1
}

main_pid() {
  shown=$(systemctl show -p MainPID docker.service) || return 1
  printf '%s' "${shown#MainPID=}"
}

journal_cursor() { journalctl -u docker.service -n 0 --show-cursor -q | sed -n 's/^-- cursor: //p'; }

journal_after() { journalctl -u docker.service -o cat -q --after-cursor="$1"; }

# An engine tells dozens of lines of its start; the reason isn't among those of level info. Its last words may be on their
# way to the journal still.
complaints() {
  timeout 10 journalctl --sync 2>/dev/null || :
  journal_after "$1" | grep -v level=info | tail -n 30 | cut -c 1-2000
}

# A reload's exit code says nothing: the engine's journal does. Waits 10 s for its answer; one that never comes
# (a log level above info) is left to whoever asks the API afterwards.
reload_engine() {
  cursor=$(journal_cursor)
  manage reload docker.service || return 1
  tries=0 errors=0
  while [ "$tries" -lt 50 ]; do
    lines=$(journal_after "$cursor")
    case $lines in
      *'Error reconfiguring the daemon'*) break ;;
      *'Reloaded configuration'*) return 0 ;;
      *level=error*) errors=$((errors + 1)) ;;
    esac
    [ "$errors" -lt 5 ] || break
    tries=$((tries + 1))
    sleep 0.2
  done
  [ "$tries" -lt 50 ] || return 0
  echo "dockerd refused the new daemon.json at its reload:"
  printf '%s\n' "$lines" | grep level=error
  return 1
}

# Starts count against systemd's start limit: forgiven first, so that it is no trap. A unit that is stopped and disabled
# isn't loaded, which is no failure.
forgive() { systemctl reset-failed docker.service docker.socket 2>/dev/null || :; }

restart_engine() {
  cursor=$(journal_cursor)
  forgive
  manage restart docker.service && return 0
  complaints "$cursor"
  return 1
}

# A start that failed leaves systemd retrying: stop ends that, too. stop_engine UNIT...
stop_engine() {
  manage stop "$@" || return 1
  forgive
}

# New listeners: service and socket are stopped and started together. A service alone that goes back to fd:// runs
# without a socket, in silence; so the socket has to be there afterwards.
rebind_engine() {
  cursor=$(journal_cursor)
  stop_engine docker.service docker.socket || return 1
  if manage start docker.socket docker.service; then
    [ ! -S "$root/run/docker.sock" ] || return 0
    echo "dockerd runs, but /run/docker.sock isn't there"
  fi
  complaints "$cursor"
  return 1
}

# activate_engine reload|restart|rebind|none
activate_engine() {
  case $1 in
    reload) reload_engine ;;
    restart) restart_engine ;;
    rebind) rebind_engine ;;
    none) ;;
  esac
}
