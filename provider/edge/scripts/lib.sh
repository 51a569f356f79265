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
drop_in=$root/etc/systemd/system/docker.service.d/50-pulumi-dockerd.conf
newline='
'

begin() { printf 'BEGIN %s\n' "$nonce"; }
end() { printf 'END %s\n' "$nonce"; }

# Reads "name value" lines and sets p_name for each; fails where the last one isn't "end". Values are words without meaning to the shell:
# numbers, hashes, base64 and paths.
read_payload() {
  while read -r name value; do
    case $name in
      end)
        # Whether /etc/docker was there before us.
        directory=no
        [ ! -d "${p_target%/*}" ] || directory=yes
        return 0
        ;;
      target) p_target=$root$value ;;
      expect) p_expect=$value ;;
      content) p_content=$value ;;
      mode) p_mode=$value ;;
      owner) p_owner=$value ;;
      activate) p_activate=$value ;;
      undo) p_undo=$value ;;
      engine) p_engine=$value ;;
      argv) p_argv=$value ;;
      unit) p_unit=$value ;;
      manifest) p_manifest=$value ;;
      *) break ;;
    esac
  done
  # Cut off, or not understood: nothing is begun.
  return 1
}

# Runs one step and tells of it: its name first, and where it fails, what it said.
step() {
  printf 'step %s\n' "$1"
  if said=$("$@" 2>&1); then return 0; fi
  printf 'failed %s\n' "$1"
  printf '%s\n' "$said" | tail -n 40 | sed 's/^/detail /'
  return 1
}

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

# New listeners: service and socket are stopped and started together. A service alone that goes back to fd:// runs
# without a socket, in silence; so the socket has to be there afterwards.
rebind_engine() {
  cursor=$(journal_cursor)
  systemctl stop docker.service docker.socket
  systemctl reset-failed docker.service docker.socket
  if systemctl start docker.socket docker.service; then
    [ ! -S "$root/run/docker.sock" ] || return 0
    echo "dockerd runs, but /run/docker.sock isn't there"
  fi
  journal_after "$cursor" | grep -v level=info
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

# write_base64 TEXT FILE. Not every base64 tells of a full disk: what was written is read again.
write_base64() {
  printf '%s' "$1" | base64 -d >"$2" && [ "$(base64 <"$2" | tr -d '\n')" = "$1" ]
}

hash_of() {
  if [ -e "$1" ]; then
    sum=$(sha256sum "$1") && printf '%s' "${sum%% *}"
  else
    printf absent
  fi
}

# Keeps the set as it is now in a folder, all of it or nothing. keep_set FOLDER
keep_set() {
  rm -rf "$1.new" && mkdir -p "$1.new" && chmod 700 "$state" || return 1
  if [ -e "$p_target" ]; then
    cp -p "$p_target" "$1.new/daemon.json" || return 1
  else
    : >"$1.new/absent" || return 1
    [ "$directory" = yes ] || : >"$1.new/no-directory" || return 1
  fi
  [ ! -e "$drop_in" ] || cp -p "$drop_in" "$1.new/drop-in" || return 1
  rm -rf "$1" && mv "$1.new" "$1" && sync "$state"
}

# Puts a file in place as one rename, on disk before and after. replace FROM TO
replace() {
  sync "$1" && mv -f "$1" "$2" && sync "${2%/*}"
}

# Removes a folder that was made by us; one that holds others' files by now stays.
remove_empty() { [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || :; }

# Our drop-in as the backup holds it, or none.
put_unit_back() {
  rm -f "$drop_in.pulumi-dockerd"
  [ -e "$drop_in" ] || remove_empty "${drop_in%/*}"
  if [ -e "$1/drop-in" ]; then
    mkdir -p "${drop_in%/*}" && cp -p "$1/drop-in" "$drop_in.pulumi-dockerd" &&
      replace "$drop_in.pulumi-dockerd" "$drop_in" || return 1
  elif [ -e "$drop_in" ]; then
    rm -f "$drop_in" || return 1
    remove_empty "${drop_in%/*}"
  else
    return 0
  fi
  systemctl daemon-reload
}

# The file that the backup holds in its place again, or no file where there was none. put_back BACKUP
put_back() {
  rm -f "$p_target.pulumi-dockerd"
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
  put_back "$state/previous" && put_unit_back "$state/previous" || return 1
  if [ "$p_engine" = stopped ]; then stop_engine; else activate_engine "$p_undo" || return 1; fi
  # The first set is only taken along where it is what stands there again, and no transaction was ever confirmed.
  if [ ! -e "$state/manifest.json" ] && [ "$(hash_of "$state/first/daemon.json")" = "$(hash_of "$p_target")" ]; then
    rm -rf "$state"
  fi
  rm -rf "$state/previous"
}
