# Shared by every script: names, the frame of the answer, the way back. POSIX sh.
# A script is called with $1, a word that frames its answer, and $2, a root folder (empty on a real host).
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2317 # each script uses a part of this
set -u
export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
nonce=$1
root=${2:-}
state=$root/var/lib/pulumi-dockerd
newline='
'

begin() { printf 'BEGIN %s\n' "$nonce"; }
end() { printf 'END %s\n' "$nonce"; }

# Reads "name value" lines up to "end" and sets p_name for each. Values are words without meaning to the shell:
# numbers, hashes, base64 and paths.
read_payload() {
  while read -r name value && [ "$name" != end ]; do
    case $name in
      target) p_target=$root$value ;;
      expect) p_expect=$value ;;
      content) p_content=$value ;;
      mode) p_mode=$value ;;
      owner) p_owner=$value ;;
      activate) p_activate=$value ;;
      undo) p_undo=$value ;;
      engine) p_engine=$value ;;
      manifest) p_manifest=$value ;;
      *) echo "unknown payload: $name"; return 1 ;;
    esac
  done
}

# Runs one step and tells of it: its name first, and where it fails, what it said.
step() {
  printf 'step %s\n' "$1"
  if said=$("$@" 2>&1); then return 0; fi
  printf 'failed %s\n' "$1"
  printf '%s\n' "$said" | tail -n 40 | sed 's/^/detail /'
  return 1
}

unit_value() { systemctl show -p "$1" docker.service | sed "s/^$1=//"; }

journal_cursor() { journalctl -u docker.service -n 0 --show-cursor -q | sed -n 's/^-- cursor: //p'; }

journal_after() { journalctl -u docker.service -o cat -q --after-cursor="$1"; }

# A reload's exit code says nothing: the engine's journal does. Waits 10 s for its answer; one that never comes
# (a log level above info) is left to whoever asks the API afterwards.
reload_engine() {
  cursor=$(journal_cursor)
  systemctl reload docker.service || return 1
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

# Failed starts count against systemd's start limit: reset-failed first, so that it is no trap.
restart_engine() {
  cursor=$(journal_cursor)
  systemctl reset-failed docker.service docker.socket
  systemctl restart docker.service && return 0
  # An engine tells dozens of lines of its start; the reason isn't among those of level info.
  journal_after "$cursor" | grep -v level=info
  return 1
}

# A start that failed leaves systemd retrying: stop ends that, too.
stop_engine() {
  systemctl stop docker.service
  systemctl reset-failed docker.service docker.socket
}

# activate_engine reload|restart|none
activate_engine() {
  case $1 in
    reload) reload_engine ;;
    restart) restart_engine ;;
    none) ;;
  esac
}

# Puts a file in place as one rename, on disk before and after. replace FROM TO
replace() {
  sync "$1" && mv -f "$1" "$2" && sync "${2%/*}"
}

# Removes a folder that was made by us; one that holds others' files by now stays.
remove_empty() { [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || :; }

# The file that the backup holds in its place again, or no file where there was none. put_back BACKUP
put_back() {
  if [ -e "$1/daemon.json" ]; then
    mkdir -p "${p_target%/*}" && cp -p "$1/daemon.json" "$p_target.pulumi-dockerd" &&
      replace "$p_target.pulumi-dockerd" "$p_target" || return 1
  elif [ -e "$1/absent" ]; then
    rm -f "$p_target" || return 1
    [ ! -e "$1/no-directory" ] || remove_empty "${p_target%/*}"
  else
    echo "no backup in $1"
    return 1
  fi
}

# Everything as before the transaction: the file, and an engine that runs it (or none, where none ran).
restore() {
  put_back "$state/previous" || return 1
  if [ "$p_engine" = stopped ]; then stop_engine; else activate_engine "$p_undo" || return 1; fi
  rm -rf "$state/previous"
  [ -e "$state/manifest.json" ] || rm -rf "$state"
}
