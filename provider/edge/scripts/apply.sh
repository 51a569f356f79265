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
  # Nobody writes it again: it has to be on the disk for a boot.
  [ "$p_back" = none ] || { write_file "$p_back" "$(back "$target")" && sync "$(back "$target")"; }
}

# What was there before begins with whether daemon.json had a folder; an earlier run that only got so far knew it, too.
# What else such a run left counts for nothing: its second names may be of files that are gone by now.
mark_folder() {
  folder=yes
  if [ ! -d "${target%/*}" ] || [ -e "$pending.new/set/no-directory" ]; then folder=no; fi
  rm -rf "$pending.new" "$(old "$target")" "$(old "$drop_in")" && mkdir "$pending.new" "$pending.new/set" || return 1
  [ "$folder" = yes ] || : >"$pending.new/set/no-directory"
}

# TLS files come as one folder, so that a certificate is never there without its key; nobody else may read them for a
# moment. The folder of a set is never changed afterwards.
stage_tls() {
  [ "$p_tls" != none ] || return 0
  (
    umask 077
    rm -rf "$(new "$root$p_tls")" && mkdir -p "$root/etc/docker" && mkdir "$(new "$root$p_tls")" || return 1
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

check() {
  [ -e "$1" ] || return 0
  # shellcheck disable=SC2016 # for the inner shell
  verdict=$(decode "$p_argv" | timeout "$p_limit" xargs -0 \
    sh -c 'file=$0; dockerd=$1; shift; exec "$dockerd" "$@" --validate --config-file "$file"' "$1" 2>&1) && return 0
  case $verdict in
    *'unknown flag: --validate'*) return 0 ;;
    '') echo "dockerd --validate failed, or took longer than $p_limit s" ;;
    *) printf '%s\n' "$verdict" ;;
  esac
  return 1
}

# Nobody may have changed the file since it was looked at.
guard() {
  now=$(hash_of "$target") || return 1
  [ "$now" = "$p_expect" ] || { echo "$target was changed by someone else in the meantime"; return 1; }
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

# What the way back has to know. An engine that is stopped is off where its socket is stopped, too.
values() {
  if [ "$p_engine" = stopped ] && ! systemctl is-active --quiet docker.socket; then p_engine=off; fi
  printf '%s %s\n' id "$p_id" target "${target#"$root"}" unit "$p_unit" undo "$p_undo" engine "$p_engine" back "$p_back" \
    limit "$p_limit" run "$nonce"
  echo end
}

# From here on the change is one that has to be ended, whatever happens; so who ends it after a power cut is there first.
arm() { install_boot_unit && mv "$pending.new" "$pending" && sync "$state"; }

switch_over() {
  case $p_unit in
    keep) ;;
    absent)
      rm -f "$drop_in" && systemctl daemon-reload || return 1
      remove_empty "${drop_in%/*}"
      ;;
    *) replace "$(new "$drop_in")" "$drop_in" && systemctl daemon-reload || return 1 ;;
  esac
  case $p_content in
    keep) ;;
    absent)
      rm -f "$target" && sync "${target%/*}" || return 1
      [ ! -e "$state/first/no-directory" ] || remove_empty "${target%/*}"
      ;;
    *) replace "$(new "$target")" "$target" ;;
  esac
}

# From here on the way back takes the engine along. What nobody confirms in time is undone.
activate() {
  rm "$pending/idle" && sync "$pending" && activate_engine "$p_activate" &&
    start_watchdog pulumi-dockerd-confirm "$p_confirm" unconfirmed "$(decode "$p_holder")" "run $nonce"
}

# The engine's process, which is the one that has to be proven. A watchdog may have been faster, where this took very long.
report() {
  [ -d "$pending" ] || { echo "the watchdog undid it: it took too long"; return 1; }
  pid=$(main_pid) || { echo "systemd didn't tell the engine's process"; return 1; }
  [ "$pid" != 0 ] || [ "$p_activate" = none ] || { echo "the engine ended right after its start"; return 1; }
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
    if ! { step preflight && step stage && step validate && step guard && step backup && step arm; }; then
      step abandon
    elif step switch_over && step activate && step report; then
      printf 'pid %s\n' "${said##*"$newline"}"
    elif [ "$p_failure" = restore ]; then
      step restore
    fi
  fi
  end
}
main
