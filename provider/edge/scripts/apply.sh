# Brings a host's daemon.json and its running engine to a new state, or leaves both as before. What it did stands until
# it is confirmed; else the host undoes it by itself.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

# The engine's own check, with the flags that it is going to run with. Engines before 23.0 have none.
validate() {
  case $p_check in
    none) return 0 ;;
    keep) file=$target ;;
    staged) file=$(new "$target") ;;
    # The engine's check of userns-remap would make a user: it gets a file without it.
    *) file=$pending.check && (umask 077 && write_base64 "$p_check" "$file") || return 1 ;;
  esac
  check "$file"
  rc=$?
  rm -f "$pending.check"
  return $rc
}

# The words that make it a check go first: behind a flag that lacks its value they would be that value.
check() {
  [ -e "$1" ] || return 0
  # shellcheck disable=SC2016 # for the inner shell
  verdict=$(decode "$p_argv" | timeout "$p_limit" xargs -0 \
    sh -c 'file=$0; dockerd=$1; shift; exec "$dockerd" --validate --config-file "$file" "$@"' "$1" 2>&1) && return 0
  case $verdict in
    *'unknown flag: --validate'*) return 0 ;;
    '') fail silent ;;
    *) printf '%s\n' "$verdict"; fail rejected ;;
  esac
}

# The set of original files, and which of them are still to be restored: each once.
backup() {
  each keep && : >"$pending.new/idle" && : >"$pending.new/by-0" && values >"$pending.new/values" &&
    grep -qx end "$pending.new/values" && sync "$pending.new"/* "$pending.new/set"/* "$pending.new/set" "$pending.new"
}

# A second name keeps a file as it is, and needs no room in a rollback.
keep() {
  ! is_folder || return 0
  : >"$pending.new/not-back-$a_name" && copy_to_set "$pending.new/set" || return 1
  [ -e "$a_path" ] || return 0
  { ln -f "$a_path" "$(old "$a_path")" || cp -p "$a_path" "$(old "$a_path")"; } && sync "$(old "$a_path")"
}

# The values that a rollback needs.
values() {
  printf '%s %s\n' id "$p_id" undo "$p_undo" partial "$p_partial" back "$p_back" limit "$p_limit" run "$nonce"
  file_values && unit_values || return 1
  echo end
}

# From here on the change is one that has to be ended, whatever happens; so who ends it after a power cut is there first.
arm() { install_boot_unit && mv "$pending.new" "$pending" && sync "$state"; }

# The artefacts have an order: those that others refer to come first. systemd reads its own once all are there.
switch_over() {
  each switch_artefact || return 1
  ! changes_units || systemctl daemon-reload
}

# If the bridge returns to its original address, the engine starts once with a daemon.json that names it. Whoever wrote into
# the original file at that moment wrote under its second name, which a rollback restores.
switch_artefact() {
  if [ "$a_name" = daemon.json ] && [ "$p_start" != none ]; then
    replace "$(start "$a_path")" "$a_path"
  else
    put
  fi || return 1
  is_kept || [ "$a_expect" = any ] || is_expected "$(old "$a_path")"
}

# Puts the new file of an artefact in place.
put() {
  case $a_content in
    keep | folder:*) ;;
    absent) take_away ;;
    original) if [ -e "$(new "$a_path")" ]; then replace "$(new "$a_path")" "$a_path"; else ! has_mark "$state/first" absent || take_away; fi ;;
    *) replace "$(new "$a_path")" "$a_path" ;;
  esac
}

take_away() {
  rm -f "$a_path" && { [ ! -d "${a_path%/*}" ] || sync "${a_path%/*}"; } || return 1
  remove_folder "$state/first"
}

# From here on a rollback includes the engine. A change that isn't confirmed in time is rolled back.
activate() {
  read_payload <"$pending/values" && rm "$pending/idle" && sync "$pending" || return 1
  activate_engine "$p_activate"
  rc=$?
  if [ "$rc" != 0 ]; then
    # The mark that the engine still runs with the original configuration: a rollback leaves it alone then.
    case $p_activate$rc$p_partial in reload1* | reload2no) { : >"$pending/refused"; } 2>/dev/null ;; esac
    return 1
  fi
  [ "$p_start" = none ] || { artefact daemon.json && put; } || return 1
  case $p_activate in restart | rebind) start_dependents || return 1 ;; esac
  start_watchdog pulumi-dockerd-confirm "$p_confirm" unconfirmed "$(decode "$p_holder")" "run $nonce" || fail watchdog-failed
}

# The engine's process, which is the one that has to be proven. A watchdog may have been faster, where this took very long.
report() {
  [ -d "$pending" ] || { fail late; return; }
  pid=$(main_pid) || { fail no-pid; return; }
  [ "$pid" != 0 ] || [ "$p_activate" = none ] || { fail exited; return; }
  echo "$pid"
}

# The one way back is on the host already.
restore() { PULUMI_DOCKERD_OF="run $nonce" /bin/sh "$state/restore.sh" step "$root" step; }

# What was only prepared is taken away, and the lock goes. A change that may not be on the disk counts for nothing.
abandon() {
  [ ! -e "$pending" ] || mv "$pending" "$pending.new" || return 1
  clear_away
}

main() {
  # A lost connection doesn't stop the work half-way: it goes on to one end or the other.
  trap '' HUP PIPE
  begin
  read_payload || return
  if step lock_host; then
    # The guard is asked twice: before the original is kept, and again when nothing is left to do but the switch.
    if ! { step preflight && step check_files && step stage && step validate && step guard && step backup && step arm &&
      step guard; }; then
      step abandon
    elif step switch_over && step activate && step report; then
      printf 'pid %s\n' "${said##*"$newline"}"
    elif [ "$p_failure" = restore ] && step restore; then
      notes
    fi
  fi
  end
}
main
