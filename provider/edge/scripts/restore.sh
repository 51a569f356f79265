# The one way back, kept on the host while a change isn't confirmed. It is called with $3: who calls.
# step: a step of the change failed; client: the proof failed; unconfirmed: nobody confirmed in time; watchdog: it took
# too long; boot: the host lost power; started: the engine has started after that; recover: an earlier run left it; help:
# it is being undone already, and someone waits for it.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

# The transaction that it may end: a line of its values. None says any: at a boot, and where who calls has the lock.
of=${PULUMI_DOCKERD_OF-}

is_ours() { [ -z "$of" ] || grep -qsx -e "$of" "$1/values"; }
may_begin() { [ "$1" != help ] && [ -e "$pending" ] && is_ours "$pending"; }

# Takes the transaction over. 1: there is none, or someone else has undone it meanwhile; 2: it can't be taken.
claim() {
  may_begin "$1" && [ ! -e "$undoing" ] && mv "$pending" "$undoing" 2>/dev/null && sync "$state"
  failed=0 waited=0
  while [ -d "$undoing" ] && is_ours "$undoing"; do
    for path in "$undoing"/by-*; do by=${path##*/by-}; done
    [ "$by" != $$ ] || return 0
    if ! { [ "$by" != 0 ] && alive "$by" pulumi-dockerd; }; then
      mv "$undoing/by-$by" "$undoing/by-$$" 2>/dev/null && return 0
      failed=$((failed + 1))
      [ "$failed" -lt 50 ] || return 2
    fi
    # Five minutes: one that hangs in the kernel can't be ended, and must not keep others waiting for good.
    waited=$((waited + 1))
    [ "$waited" -lt 1500 ] || return 2
    sleep 0.2
  done
  ! may_begin "$1" || return 2
  return 1
}

# The client's script may hang somewhere: it must not go on when all is undone. Each of its shells has the word of its
# run on its command line. end_run RUN
end_run() {
  # Every command line contains an empty word.
  [ -n "$1" ] || return 0
  for path in /proc/[0-9]*/cmdline; do
    words=''
    # The shells leave out the zeros between the words.
    { read -r words <"$path" || :; } 2>/dev/null
    case $words in *"$1"*) path=${path#/proc/}; kill -KILL "${path%/cmdline}" 2>/dev/null || : ;; esac
  done
}

# A file as it was, once: where the way back is tried again, whoever mended the file since then isn't undone.
# put_back FILE NAME: NAME is what it is called in the set.
put_back() {
  [ -e "$undoing/not-back-$2" ] || return 0
  bring_back "$1" "$2" && rm "$undoing/not-back-$2" && sync "$undoing"
}

bring_back() {
  rm -f "$(new "$1")"
  # Two names of one file, or an equal one: it wasn't switched over. mv refuses the first, and some files can't be replaced.
  # shellcheck disable=SC3013 # dash, busybox and bash know -ef
  if [ "$(old "$1")" -ef "$1" ] || is_equal "$1" "$undoing/set/$2"; then
    rm -f "$(old "$1")"
  elif [ -e "$(old "$1")" ]; then
    replace "$(old "$1")" "$1"
  elif [ ! -e "$undoing/set/$2" ]; then
    [ ! -e "$1" ] || { rm -f "$1" && sync "${1%/*}"; }
  else
    mkdir -p "${1%/*}" && cp -p "$undoing/set/$2" "$(new "$1")" && replace "$(new "$1")" "$1"
  fi
}

# Whether two files have the same bytes, mode and owner.
is_equal() {
  [ -f "$1" ] && [ -f "$2" ] && [ "$(hash_of "$1")" = "$(hash_of "$2")" ] &&
    [ "$(stat -c '%a %u %g' "$1")" = "$(stat -c '%a %u %g' "$2")" ]
}

unit_back() {
  [ "$p_unit" != keep ] || return 0
  put_back "$drop_in" drop-in || return 1
  remove_empty "${drop_in%/*}"
  systemctl daemon-reload
}

file_back() {
  put_back "$target" daemon.json || return 1
  drop_tls
  [ ! -e "$undoing/set/no-directory" ] || remove_empty "${target%/*}"
}

# The bridge's address is kept in the engine's own store, over restarts and reboots: one start with a file that names the
# old one is needed. Until then nothing of it is left on the host's network.
bridge_back() {
  if [ -e "$root/sys/class/net/docker0" ]; then ip addr flush dev docker0; fi
  put_for_one_start && engine_back && file_back
}

put_for_one_start() {
  [ -e "$(back "$target")" ] || return 0
  mkdir -p "${target%/*}" && replace "$(back "$target")" "$target"
}

undo() {
  [ "$1" = step ] || end_run "$p_run"
  # The old file keeps its second name until it is back for good.
  unit_back || return 1
  if [ "$p_back" = none ] || [ -e "$undoing/idle" ]; then
    file_back && { [ "$1" = boot ] || engine_back; }
  elif [ "$1" = boot ]; then
    put_for_one_start && after_start && exit 0
  elif [ "$1" = started ]; then
    { systemctl is-active --quiet docker.service || { restart_engine docker.service && dependents_back; }; } && file_back
  else
    bridge_back
  fi
}

# At boot the engine's start is waited for by a job of its own.
after_start() {
  systemd-run --quiet --collect --no-block --unit=pulumi-dockerd-started -p After=docker.service \
    --setenv="PULUMI_DOCKERD_OF=run $p_run" /bin/sh "$state/restore.sh" started "$root" started
}

# Those who are alone on the host.
alone() { [ "$1" = watchdog ] || [ "$1" = boot ] || [ "$1" = recover ]; }

# One try. Who fails lets go, so that someone else may try.
go_back() {
  # A script that takes longer than its lock mustn't go on, wherever it hangs.
  case "$1 $of" in "watchdog run "*) end_run "${of#run }" ;; esac
  if alone "$1" && [ -d "$settled" ]; then
    if [ -e "$settled/values" ]; then read_payload <"$settled/values" || return 1; fi
    settle
    return
  fi
  claim "$1"
  case $? in
    0)
      read_payload <"$undoing/values" || { echo "$undoing/values can't be read"; return 1; }
      target=$root$p_target
      if undo "$1" && clear_away; then
        # A watchdog that failed before: systemd would tell of it for good.
        [ "$1" = step ] || systemctl reset-failed pulumi-dockerd-confirm.service pulumi-dockerd.service 2>/dev/null || :
        return 0
      fi
      mv "$undoing/by-$$" "$undoing/by-0" 2>/dev/null
      return 1
      ;;
    1) if alone "$1"; then ! unfinished && clear_away; fi ;;
    2)
      echo "the unfinished change in $state can't be taken over"
      return 1
      ;;
  esac
}

# Nobody hears of a failure of these, and the host may be out of reach until it is as before: they try again, for about a
# quarter of an hour; at boot, where the engine waits for it, some seconds, and then from a unit of its own.
go_on_back() {
  case $1 in
    unconfirmed | watchdog | started) most=20 ;;
    boot) most=5 ;;
    *) return 1 ;;
  esac
  round=1 pause=1
  while [ "$round" -lt "$most" ]; do
    sleep "$pause"
    ! go_back "$1" || return 0
    round=$((round + 1)) pause=$((pause * 2))
    [ "$pause" -le 60 ] || pause=60
  done
  [ "$1" = boot ] || return 1
  systemd-run --quiet --collect --no-block --unit=pulumi-dockerd --on-active=10 \
    --description="pulumi-dockerd: undoes what a power cut interrupted" \
    /bin/sh "$state/restore.sh" watchdog "$root" watchdog
}

main() {
  trap '' HUP PIPE
  caller=$1
  find_target
  if [ "$1" = recover ]; then
    lock 300 "pulumi-dockerd: undoes what an earlier run left" "" || return 1
  fi
  go_back "$1" || go_on_back "$1"
}
main "$3"
