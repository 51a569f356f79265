# The frame of a transaction on the host: its lock, its record, and what undoes it should nobody confirm it.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2317 # each script uses a part of this

boot_unit=$root/etc/systemd/system/pulumi-dockerd-restore.service
boot_link=$root/etc/systemd/system/sysinit.target.wants/pulumi-dockerd-restore.service

# Alone on this host, with the way back in place. Who finds an unfinished change leaves it to whoever undoes it.
lock_host() {
  lock "$p_hold" "$(decode "$p_holder")" "run $nonce" || return 1
  if unfinished; then
    unlock
    fail unfinished
    return
  fi
  write_base64 "$p_restore" "$state/restore.sh.new" && replace "$state/restore.sh.new" "$state/restore.sh" && return 0
  clear_away
  return 1
}

# Calls the way back of a transaction (a line of its values; empty: of any) after some seconds, unless it is stopped before.
# start_watchdog UNIT SECONDS CALLER HOLDER TRANSACTION
# Retries while systemd still has a unit that was just stopped. A watchdog that failed leaves no unit (--collect): restore.sh
# may have been removed just before it fired. Returns 2 if systemd has a unit of that name.
start_watchdog() {
  tries=0 code=1
  until said_run=$(systemd-run --quiet --collect --unit="$1" --description="$4" --on-active="$2" \
    --timer-property=AccuracySec=100ms --setenv="PULUMI_DOCKERD_OF=$5" /bin/sh "$state/restore.sh" "$3" "$root" "$3" 2>&1); do
    tries=$((tries + 1))
    units=$(systemctl show "$1.timer" "$1.service" -p LoadState,ActiveState)
    if has_line "$units" LoadState=loaded; then code=2; fi
    if [ "$tries" -ge 10 ] || has_line "$units" ActiveState=active; then
      [ "$code" = 2 ] || printf '%s\n' "$said_run"
      return "$code"
    fi
    sleep 0.2
  done
}

# The outer watchdog is the lock, too: systemd has a unit once, forgets it at a reboot, and ends it by itself.
# lock SECONDS HOLDER TRANSACTION
lock() {
  if ! { mkdir -p "$state" && chmod 700 "$state"; }; then
    remove_empty "$state"
    return 1
  fi
  start_watchdog pulumi-dockerd "$1" watchdog "$2" "$3" && return 0
  code=$?
  remove_empty "$state"
  [ "$code" = 2 ] || return 1
  holder
  fail held
}

# Prints who holds the lock, "holder NAME", and "since TIME"; nothing if the lock was released just now.
holder() {
  for unit in pulumi-dockerd.timer pulumi-dockerd.service; do
    systemctl is-active --quiet "$unit" || continue
    systemctl show "$unit" -p Description -p ActiveEnterTimestamp |
      sed -n 's/^Description=/holder /p; s/^ActiveEnterTimestamp=/since /p'
    return
  done
}

# The lock goes, with the watchdogs, also with one that waits for its next try. It goes last and at once: someone else may
# have it right after.
unlock() {
  stop_watchdog pulumi-dockerd-confirm unconfirmed
  stop_watchdog pulumi-dockerd watchdog
}

# None ends itself. One that isn't there any more is no failure; where systemd didn't answer it is asked again: a watchdog
# that finds nothing to call would stay as a failed unit. stop_watchdog UNIT CALLER
stop_watchdog() {
  if [ "${caller:-}" = "$2" ]; then set -- "$1.timer"; else set -- "$1.service" "$1.timer"; fi
  systemctl stop "$@" 2>/dev/null || ! systemctl is-active --quiet "$@" || systemctl stop "$@" || :
}

# Whether a transaction hasn't ended; prints its folder.
unfinished() {
  for path in "$pending" "$undoing" "$settled"; do
    [ ! -e "$path" ] || { echo "$path"; return 0; }
  done
  return 1
}

# Whether a process of ours is alive. alive PID WORD
alive() { [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -e "$2"; }

# The boot-time unit runs before docker.socket and docker.service, so the default dependencies are left out: with them
# systemd breaks the cycle by dropping docker.socket.
boot_unit_text() {
  cat <<END
# Written by pulumi-dockerd for the time of one change: undoes it should this host lose power in the middle.
[Unit]
Description=Undo an unconfirmed change of the Docker daemon's configuration
DefaultDependencies=no
RequiresMountsFor=/etc/docker /var/lib/pulumi-dockerd
After=local-fs.target systemd-remount-fs.service
ConditionPathExists=$state/restore.sh
Before=docker.socket docker.service shutdown.target
Conflicts=shutdown.target
[Service]
Type=oneshot
ExecStart=/bin/sh "$state/restore.sh" boot "$root" boot
TimeoutStartSec=60
END
}

install_boot_unit() {
  boot_unit_text >"$(new "$boot_unit")" && grep -q TimeoutStartSec "$(new "$boot_unit")" &&
    mkdir -p "${boot_link%/*}" && replace "$(new "$boot_unit")" "$boot_unit" &&
    ln -sf "../${boot_unit##*/}" "$boot_link" && sync "${boot_link%/*}"
}

remove_boot_unit() {
  rm -f "$boot_link" "$boot_unit" "$(new "$boot_unit")" || return 1
  remove_empty "${boot_link%/*}"
}

# What a transaction left beside the files and in our folder is taken away; then the lock goes. Where that fails the
# lock stays: its watchdog tries again. Where the power goes the boot-time unit does: it is there as long as there is
# something to end.
clear_away() {
  # A transaction that was only prepared: its caller has read no values.
  if [ -z "$p_artefacts" ] && [ -e "$pending.new/values" ]; then read_payload <"$pending.new/values" || :; fi
  drop_tls && each remove_names || return 1
  # Whole or not at all: a part of it would be taken for an unfinished change.
  rm -rf "$state/cleared" || return 1
  for path in "$undoing" "$settled"; do [ ! -e "$path" ] || mv "$path" "$state/cleared" || return 1; done
  each remove_prepared_folder
  rm -rf "$state/cleared" "$pending.new" "$settled.new" "$pending.check" && sync "$state" && remove_boot_unit &&
    rm -f "$state/restore.sh" "$state/restore.sh.new" || return 1
  if has_read_units; then systemctl daemon-reload; fi
  remove_empty "$state"
  unlock
}

remove_prepared_folder() { remove_folder "$pending.new/set"; }

# Whether systemd knows of our units: it read them when docker.service changed, or at a boot.
has_read_units() {
  ! changes_units || return 0
  case ${caller:-} in boot | started | recover) return 0 ;; esac
  return 1
}

# Removes our TLS folders that the daemon.json in place doesn't name. The client has parsed the files of this transaction
# and passes the folders that each names; for any other file nothing is removed.
drop_tls() {
  artefact daemon.json || return 0
  case $(hash_of "$target") in
    "$a_expect") named=${p_tls_before-} ;;
    "${p_result-}") named=${p_tls_after-} ;;
    *) return 0 ;;
  esac
  [ -n "$named" ] || return 0
  for folder in "$root"/etc/docker/pulumi-dockerd-tls-*; do
    [ -d "$folder" ] || continue
    case ,$named, in *",${folder##*/},"*) ;; *) rm -rf "$folder" || return 1 ;; esac
  done
}
