# The frame of a transaction on the host: its lock, its watchdogs and the boot-time unit, and the removal of all of them.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2317 # each script uses a part of this

boot_unit=$root/etc/systemd/system/pulumi-dockerd-restore.service
boot_link=$root/etc/systemd/system/sysinit.target.wants/pulumi-dockerd-restore.service

# Locks the host and installs restore.sh. Fails if another transaction hasn't ended.
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

# Starts a timer that calls restore.sh for a transaction (a line of its values; empty for any).
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

# The outer watchdog is the lock, too: systemd has a unit of one name once, and forgets it at a reboot.
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

# Stops the watchdogs, also one that waits for its next attempt. The lock is released last: another run may take it at once.
unlock() {
  stop_watchdog pulumi-dockerd-confirm unconfirmed
  stop_watchdog pulumi-dockerd watchdog
}

# A watchdog doesn't stop its own service. A unit that is gone isn't a failure; if systemd doesn't answer, it is asked again: a
# watchdog that finds no restore.sh would stay as a failed unit. stop_watchdog UNIT CALLER
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

# Whether a process is alive and has a word on its command line. alive PID WORD
alive() { [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -e "$2"; }

# The boot-time unit runs before docker.socket and docker.service, so the default dependencies are left out: with them
# systemd breaks the cycle by dropping docker.socket.
boot_unit_text() {
  cat <<END
# Written by pulumi-dockerd for one change: rolls it back if this host loses power before it is confirmed.
[Unit]
Description=Roll back an unconfirmed change of the Docker daemon's configuration
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

# Removes all files of a transaction, then the lock. If that fails, the lock's watchdog tries again; after a power cut the
# boot-time unit does, which stays as long as there is a transaction.
clear_away() {
  # The caller has read no values if the transaction was only prepared.
  if [ -z "$p_artefacts" ] && [ -e "$pending.new/values" ]; then read_payload <"$pending.new/values" || :; fi
  drop_tls && each remove_names || return 1
  # One rename each: a part of a folder would count as an unfinished change.
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

# Whether systemd has read our units: with a change of docker.service, or at a boot.
has_read_units() {
  ! changes_units || return 0
  case ${caller:-} in boot | started | recover) return 0 ;; esac
  return 1
}

# Removes our TLS folders that the daemon.json in place doesn't name. The client has parsed both files of this transaction and
# passes the folders that each names; for any other file nothing is removed.
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
