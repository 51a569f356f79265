# Applies a change to the files and the running engine of a host. The host rolls it back by itself unless it is confirmed in
# time.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

# Runs dockerd --validate with the flags of the new command line. Engines before 23.0 don't have it.
validate() {
  case $p_check in
    none) return 0 ;;
    keep) file=$target ;;
    staged) file=$(new "$target") ;;
    # --validate would create the user of userns-remap: it gets a file without the key.
    *) file=$pending.check && (umask 077 && write_base64 "$p_check" "$file") || return 1 ;;
  esac
  check "$file"
  rc=$?
  rm -f "$pending.check"
  return $rc
}

# --validate goes first: after a flag that lacks its value it would be that value.
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

# Completes the set of original files, and marks those that a rollback has to restore: each once. The values that name the
# staged files are replaced by one rename: a script that is killed while it asks systemd leaves them complete.
backup() {
  each keep && : >"$pending.new/idle" && : >"$pending.new/by-0" && values >"$pending.new/all-values" &&
    grep -qx end "$pending.new/all-values" && mv -f "$pending.new/all-values" "$pending.new/values" &&
    sync "$pending.new"/* "$pending.new/set"/* "$pending.new/set" "$pending.new"
}

# Keeps a file under a second name (a hard link) as well: a rollback then needs no room on the disk.
keep() {
  ! is_folder || return 0
  : >"$pending.new/not-back-$a_name" && copy_to_set "$pending.new/set" || return 1
  [ -e "$a_path" ] || return 0
  { ln -f "$a_path" "$(old "$a_path")" || cp -p "$a_path" "$(old "$a_path")"; } && sync "$(old "$a_path")"
}

# Prints the values that a rollback needs.
values() {
  printf '%s %s\n' id "$p_id" rollback "$p_rollback" partial "$p_partial" back "$p_back" limit "$p_limit" run "$nonce"
  file_values && unit_values || return 1
  echo end
}

# From here on the change has to be confirmed or rolled back, so the boot-time unit is installed first.
arm() { install_boot_unit && mv "$pending.new" "$pending" && sync "$state"; }

# Switches the artefacts in order: those that others refer to come first. systemd reloads its files once all are in place.
switch_over() {
  each switch_artefact || return 1
  ! changes_units || systemctl daemon-reload
}

# If the bridge returns to its original address, the engine starts once with a daemon.json that names it. A process that
# writes into the original file at this moment writes under its second name, which a rollback restores.
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
    original) put_original ;;
    *) replace "$(new "$a_path")" "$a_path" ;;
  esac
}

# A file that the first backup doesn't know was never changed.
put_original() {
  if [ -e "$(new "$a_path")" ]; then replace "$(new "$a_path")" "$a_path"; else ! has_mark "$state/first" absent || take_away; fi
}

take_away() {
  rm -f "$a_path" && { [ ! -d "${a_path%/*}" ] || sync "${a_path%/*}"; } || return 1
  remove_folder "$state/first"
}

# From here on a rollback includes the engine. Starts the watchdog of the confirmation.
activate() {
  read_payload <"$pending/values" && rm "$pending/idle" && sync "$pending" || return 1
  activate_engine "$p_activate"
  rc=$?
  if [ "$rc" != 0 ]; then
    # Marks that the engine still runs with the original configuration: a rollback leaves it alone then.
    case $p_activate$rc$p_partial in reload1* | reload2no) { : >"$pending/refused"; } 2>/dev/null ;; esac
    return 1
  fi
  [ "$p_start" = none ] || { artefact daemon.json && put; } || return 1
  case $p_activate in restart | rebind) start_dependents || return 1 ;; esac
  start_watchdog pulumi-dockerd-confirm "$p_confirm" unconfirmed "$(decode "$p_holder")" "run $nonce" || fail watchdog-failed
}

# Prints the engine's process, which the confirmation compares. Fails if a watchdog has rolled the change back meanwhile.
report() {
  [ -d "$pending" ] || { fail late; return; }
  pid=$(main_pid) || { fail no-pid; return; }
  [ "$pid" != 0 ] || [ "$p_activate" = none ] || { fail exited; return; }
  echo "$pid"
}

# Calls restore.sh, which the lock step installed.
roll_back() { PULUMI_DOCKERD_OF="run $nonce" /bin/sh "$state/restore.sh" step "$root" step; }

# Removes what was only prepared, and releases the lock.
abandon() {
  [ ! -e "$pending" ] || mv "$pending" "$pending.new" || return 1
  clear_away
}

main() {
  # The script goes on to its end when the connection is lost.
  trap '' HUP PIPE
  begin
  read_payload || return
  if step lock_host; then
    # The guard runs twice: before the backup, and right before the switch.
    if ! { step preflight && step check_files && step stage && step validate && step guard && step backup && step arm &&
      step guard; }; then
      step abandon
    elif step switch_over && step activate && step report; then
      printf 'pid %s\n' "${said##*"$newline"}"
    elif [ "$p_failure" = restore ] && step roll_back; then
      notes
    fi
  fi
  end
}
main
