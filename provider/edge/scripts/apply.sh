# Brings a host's daemon.json and its running engine to a new state, or leaves both as before. What it did stands until
# it is confirmed; else the host undoes it by itself.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

# The new files beside their targets, with mode and owner. "keep" stages nothing, "absent" is no file at all,
# "first" is the file from before us, byte for byte.
stage() {
  mark_folder && stage_tls || return 1
  case $p_unit in
    keep | absent) ;;
    *)
      mkdir -p "${drop_in%/*}" && write_base64 "$p_unit" "$(new "$drop_in")" && chmod 644 "$(new "$drop_in")" || return 1
      ;;
  esac
  case $p_content in
    keep | absent) ;;
    first) mkdir -p "${target%/*}" && cp -p "$state/first/daemon.json" "$(new "$target")" || return 1 ;;
    *) write_file "$p_content" "$(new "$target")" || return 1 ;;
  esac
  [ "$p_start" = none ] || write_file "$p_start" "$(start "$target")" || return 1
  # Nobody writes it again: it has to be on the disk for a boot.
  [ "$p_back" = none ] || { write_file "$p_back" "$(back "$target")" && sync "$(back "$target")"; }
}

# What was there before begins with whether daemon.json had a folder; an earlier run that only got so far knew it, too.
# What else such a run left counts for nothing: its second names may be of files that are gone by now.
mark_folder() {
  folder=yes
  if [ ! -d "${target%/*}" ] || [ -e "$pending.new/set/no-directory" ]; then folder=no; fi
  # A leftover file would keep its mode while a secret is written into it.
  for path in "$target" "$drop_in"; do rm -f "$(new "$path")" "$(old "$path")" "$(start "$path")" "$(back "$path")" || return 1; done
  rm -rf "$pending.new" && mkdir "$pending.new" "$pending.new/set" || return 1
  [ "$folder" = yes ] || : >"$pending.new/set/no-directory"
}

# TLS files come as one folder, so that a certificate is never there without its key; nobody else may read them for a
# moment. The folder of a set is never changed afterwards. The values are there before it: drop_tls needs them.
stage_tls() {
  [ "$p_tls" != none ] || return 0
  values >"$pending.new/values" && mkdir -p "$root/etc/docker" || return 1
  (
    umask 077
    rm -rf "$(new "$root$p_tls")" && mkdir "$(new "$root$p_tls")" || return 1
    for file in ca cert key; do
      eval "text=\$p_$file"
      [ "$text" = none ] || write_base64 "$text" "$(new "$root$p_tls")/$file.pem" || return 1
    done
    chmod 400 "$(new "$root$p_tls")"/*.pem && sync "$(new "$root$p_tls")"/*.pem
  ) && replace "$(new "$root$p_tls")" "$root$p_tls"
}

# A daemon.json that nobody may read for a moment who may not read it later. write_file TEXT FILE
write_file() {
  mkdir -p "${2%/*}" && (umask 077 && write_base64 "$1" "$2") && chmod "$p_mode" "$2" && chown "$p_owner" "$2" &&
    like_before "$2"
}

# SELinux: a file that takes another's place takes its context, too.
like_before() {
  [ -e "$target" ] && [ -e "$root/sys/fs/selinux/enforce" ] || return 0
  chcon --reference="$target" "$1"
}

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

# The set before, and what of it isn't back: each file is put back once.
backup() {
  if [ ! -e "$target" ]; then : >"$pending.new/set/absent" || return 1; fi
  keep "$target" daemon.json && keep "$drop_in" drop-in &&
    : >"$pending.new/idle" && : >"$pending.new/by-0" && values >"$pending.new/values" &&
    grep -qx end "$pending.new/values" && sync "$pending.new"/* "$pending.new/set"/* "$pending.new/set" "$pending.new"
}

# A second name keeps a file as it is, and needs no room on the way back. keep FILE NAME
keep() {
  : >"$pending.new/not-back-$2" || return 1
  [ -e "$1" ] || return 0
  cp -p "$1" "$pending.new/set/$2" && { ln -f "$1" "$(old "$1")" || cp -p "$1" "$(old "$1")"; } && sync "$(old "$1")"
}

# What a rollback has to know.
values() {
  printf '%s %s\n' id "$p_id" target "${target#"$root"}" unit "$p_unit" undo "$p_undo" partial "$p_partial" back "$p_back" \
    limit "$p_limit" run "$nonce" expect "$p_expect" result "$p_result" tls_before "$p_tls_before" tls_after "$p_tls_after"
  unit_values || return 1
  echo end
}

# From here on the change is one that has to be ended, whatever happens; so who ends it after a power cut is there first.
arm() { install_boot_unit && mv "$pending.new" "$pending" && sync "$state"; }

# daemon.json first: the guard is only a moment old. If the bridge returns to its original address, the engine starts
# once with a file that names it.
switch_over() {
  if [ "$p_start" = none ]; then put_target; else replace "$(start "$target")" "$target"; fi || return 1
  # Whoever wrote into the original file at that moment wrote under its second name, which a rollback puts back.
  [ "$p_content" = keep ] || is_expected "$(old "$target")" || return 1
  case $p_unit in
    keep) return 0 ;;
    absent) rm -f "$drop_in" && systemctl daemon-reload && remove_empty "${drop_in%/*}" ;;
    *) replace "$(new "$drop_in")" "$drop_in" && systemctl daemon-reload ;;
  esac
}

put_target() {
  case $p_content in
    keep) ;;
    absent)
      rm -f "$target" && sync "${target%/*}" || return 1
      [ ! -e "$state/first/no-directory" ] || remove_empty "${target%/*}"
      ;;
    *) replace "$(new "$target")" "$target" ;;
  esac
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
  [ "$p_start" = none ] || put_target || return 1
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
  target=$root$p_target
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
