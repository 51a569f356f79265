# Rolls an unconfirmed change back, or finishes a committed one; kept on the host while there is one. $3 is the caller:
# step: a step of the change failed; client: its verification failed; unconfirmed: it wasn't confirmed in time; watchdog: it
# took too long; boot: the host lost power; started: the engine has started after that; recover: a previous run left it;
# help: it is being rolled back already, and a client waits for it.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

# A line of the values of the only transaction that may be ended. Empty for any: at a boot, and if the caller has the lock.
of=${PULUMI_DOCKERD_OF-}

is_of_caller() { [ -z "$of" ] || grep -qsx -e "$of" "$1/values"; }
may_begin() { [ "$1" != help ] && [ -e "$pending" ] && is_of_caller "$pending"; }

# Claims the transaction. Returns 1 if there is none (any more), 2 if it can't be claimed.
take_over() {
  may_begin "$1" && [ ! -e "$undoing" ] && mv "$pending" "$undoing" 2>/dev/null && sync "$state"
  failed=0 waited=0
  while [ -d "$undoing" ] && is_of_caller "$undoing"; do
    for path in "$undoing"/by-*; do by=${path##*/by-}; done
    [ "$by" != $$ ] || return 0
    if ! { [ "$by" != 0 ] && alive "$by" pulumi-dockerd; }; then
      mv "$undoing/by-$by" "$undoing/by-$$" 2>/dev/null && return 0
      failed=$((failed + 1))
      [ "$failed" -lt 50 ] || return 2
    fi
    # Five minutes: a process that hangs in the kernel can't be killed.
    waited=$((waited + 1))
    [ "$waited" -lt 1500 ] || return 2
    sleep 0.2
  done
  ! may_begin "$1" || return 2
  return 1
}

# Kills the client's script, which must not go on after the rollback. Each of its shells has the word of its run on its command
# line. end_run RUN
end_run() {
  # Every command line contains an empty word.
  [ -n "$1" ] || return 0
  for path in /proc/[0-9]*/cmdline; do
    words=''
    # `read` drops the zeros between the words.
    { read -r words <"$path" || :; } 2>/dev/null
    case $words in *"$1"*) path=${path#/proc/}; kill -KILL "${path%/cmdline}" 2>/dev/null || : ;; esac
  done
}

# Restores the original file of an artefact, once: if a rollback is tried again, a file that was fixed since then is left
# alone.
restore_file() {
  [ -e "$undoing/not-back-$a_name" ] || return 0
  restore_from "$undoing/set/$a_name" && rm "$undoing/not-back-$a_name" && sync "$undoing"
}

# restore_from COPY
restore_from() {
  rm -f "$(new "$a_path")"
  # Two names of one file, or an equal one: it wasn't switched. mv refuses the first, and some files can't be replaced.
  # shellcheck disable=SC3013 # dash, busybox and bash know -ef
  if [ "$(old "$a_path")" -ef "$a_path" ] || is_equal "$a_path" "$1"; then
    rm -f "$(old "$a_path")"
  elif [ -e "$(old "$a_path")" ]; then
    replace "$(old "$a_path")" "$a_path"
  elif [ ! -e "$1" ]; then
    [ ! -e "$a_path" ] || { rm -f "$a_path" && sync "${a_path%/*}"; }
  else
    mkdir -p "${a_path%/*}" && cp -p "$1" "$(new "$a_path")" && replace "$(new "$a_path")" "$a_path"
  fi
}

# Whether two files have the same bytes, mode and owner.
is_equal() {
  [ -f "$1" ] && [ -f "$2" ] && [ "$(hash_of "$1")" = "$(hash_of "$2")" ] &&
    [ "$(stat -c '%a %u %g' "$1")" = "$(stat -c '%a %u %g' "$2")" ]
}

# Restores all files but daemon.json, which may have to wait for one start of the engine.
restore_other_files() {
  each_reversed restore_other_file || return 1
  ! changes_units || systemctl daemon-reload
}

restore_other_file() {
  if [ "$a_name" = daemon.json ] || is_folder; then return 0; fi
  # A file of the engine's is restored even if the change keeps it.
  if is_kept && [ "$a_needs" != engine ]; then return 0; fi
  restore_file && remove_folder "$undoing/set"
}

# Restores daemon.json, even if the change keeps it, and removes the TLS folder of the change.
restore_daemon_json() {
  artefact daemon.json && restore_file || return 1
  drop_tls
  remove_folder "$undoing/set"
}

# The engine keeps the bridge's address in its own store, over restarts and reboots: it has to start once with a file that
# names the original address. The new address is removed from the host's network at once.
restore_bridge() {
  if [ -e "$root/sys/class/net/docker0" ]; then ip addr flush dev docker0; fi
  put_for_one_start && restore_engine && restore_daemon_json
}

put_for_one_start() {
  [ -e "$(back "$target")" ] || return 0
  mkdir -p "${target%/*}" && replace "$(back "$target")" "$target"
}

roll_back() {
  [ "$1" = step ] || end_run "$p_run"
  # The original daemon.json keeps its second name until it is in place for good.
  restore_other_files || return 1
  if [ "$p_back" = none ] || [ -e "$undoing/idle" ]; then
    restore_daemon_json && { [ "$1" = boot ] || restore_engine; }
  elif [ "$1" = boot ]; then
    put_for_one_start && after_start && exit 0
  elif [ "$1" = started ]; then
    { systemctl is-active --quiet docker.service || { restart_engine docker.service && restart_dependents; }; } &&
      restore_daemon_json
  else
    restore_bridge
  fi
}

# At a boot a unit of its own waits for the engine's start.
after_start() {
  systemd-run --quiet --collect --no-block --unit=pulumi-dockerd-started -p After=docker.service \
    --setenv="PULUMI_DOCKERD_OF=run $p_run" /bin/sh "$state/restore.sh" started "$root" started
}

# Callers that have the host for themselves.
alone() { [ "$1" = watchdog ] || [ "$1" = boot ] || [ "$1" = recover ]; }

# One attempt. If it fails, another process may take the transaction over.
try_rollback() {
  # A script that outlived its lock must not go on.
  case "$1 $of" in "watchdog run "*) end_run "${of#run }" ;; esac
  if alone "$1" && [ -d "$settled" ]; then
    if [ -e "$settled/values" ]; then read_payload <"$settled/values" || return 1; fi
    finish
    return
  fi
  take_over "$1"
  case $? in
    0)
      read_payload <"$undoing/values" || { echo "$undoing/values"; fail unreadable; return; }
      if roll_back "$1" && clear_away; then
        # A watchdog that failed before would stay as a failed unit.
        [ "$1" = step ] || systemctl reset-failed pulumi-dockerd-confirm.service pulumi-dockerd.service 2>/dev/null || :
        return 0
      fi
      mv "$undoing/by-$$" "$undoing/by-0" 2>/dev/null
      return 1
      ;;
    1) if alone "$1"; then if unfinished; then fail unfinished; else clear_away; fi; fi ;;
    2)
      echo "$state"
      fail taken
      ;;
  esac
}

# Callers without a client that sees their failure try again for about a quarter of an hour: the host may be unreachable. At
# a boot, which the engine waits for, they try for some seconds, and then in a unit of their own.
retry_rollback() {
  case $1 in
    unconfirmed | watchdog | started) most=20 ;;
    boot) most=5 ;;
    *) return 1 ;;
  esac
  round=1 pause=1
  while [ "$round" -lt "$most" ]; do
    sleep "$pause"
    ! try_rollback "$1" || return 0
    round=$((round + 1)) pause=$((pause * 2))
    [ "$pause" -le 60 ] || pause=60
  done
  [ "$1" = boot ] || return 1
  systemd-run --quiet --collect --no-block --unit=pulumi-dockerd --on-active=10 \
    --description="pulumi-dockerd: rolls back what a power cut interrupted" \
    /bin/sh "$state/restore.sh" watchdog "$root" watchdog
}

main() {
  trap '' HUP PIPE
  caller=$1
  find_target
  if [ "$1" = recover ]; then
    lock 300 "pulumi-dockerd: rolls back what a previous run left" "" || return 1
  fi
  try_rollback "$1" || retry_rollback "$1"
}
main "$3"
