# Brings a host's daemon.json and its running engine to a new state, or leaves both as before.
# shellcheck shell=sh

# The new files beside their targets, with mode and owner. "keep" stages nothing, "absent" is no file at all,
# "first" is the file from before us, byte for byte.
stage() {
  case $p_unit in
    keep | absent) ;;
    *)
      mkdir -p "${drop_in%/*}" && write_base64 "$p_unit" "$drop_in.pulumi-dockerd" &&
        chmod 644 "$drop_in.pulumi-dockerd" || return 1
      ;;
  esac
  case $p_content in
    keep | absent) return 0 ;;
    first) mkdir -p "${p_target%/*}" && cp -p "$state/first/daemon.json" "$staged" ;;
    *)
      mkdir -p "${p_target%/*}" &&
        (umask 077 && write_base64 "$p_content" "$staged") &&
        chmod "$p_mode" "$staged" && chown "$p_owner" "$staged"
      ;;
  esac
}

# The engine's own check, with the flags that it is going to run with. Engines before 23.0 have none.
validate() {
  [ -e "$staged" ] || return 0
  case $(dockerd --help) in *--validate*) ;; *) return 0 ;; esac
  # shellcheck disable=SC2016 # for the inner shell
  printf '%s' "$p_argv" | base64 -d |
    xargs -0 sh -c 'file=$0; dockerd=$1; shift; exec "$dockerd" "$@" --validate --config-file "$file"' "$staged"
}

# Nobody may have changed the file since it was looked at.
guard() {
  now=$(hash_of "$p_target") || return 1
  [ "$now" = "$p_expect" ] || { echo "$p_target was changed by someone else in the meantime"; return 1; }
}

# The set before, for the way back; the very first set is kept for the end.
backup() {
  first=kept
  [ -e "$state/first" ] || first=new
  [ "$first" = kept ] || keep_set "$state/first" || return 1
  keep_set "$state/previous" && return 0
  [ "$first" = kept ] || rm -rf "$state/first"
  return 1
}

switch_over() {
  case $p_unit in
    keep) ;;
    absent)
      rm -f "$drop_in" && systemctl daemon-reload || return 1
      remove_empty "${drop_in%/*}"
      ;;
    *) replace "$drop_in.pulumi-dockerd" "$drop_in" && systemctl daemon-reload || return 1 ;;
  esac
  case $p_content in
    keep) ;;
    absent)
      rm -f "$p_target" || return 1
      [ ! -e "$state/first/no-directory" ] || remove_empty "${p_target%/*}"
      ;;
    *) replace "$staged" "$p_target" ;;
  esac
}

activate() { activate_engine "$p_activate"; }

# What was only prepared is taken away.
abandon() {
  rm -rf "$staged" "$drop_in.pulumi-dockerd" "$state/first.new" "$state/previous.new"
  [ -e "$drop_in" ] || remove_empty "${drop_in%/*}"
  [ "$directory" = yes ] || remove_empty "${p_target%/*}"
  remove_empty "$state"
}

main() {
  # A lost connection doesn't stop the work half-way: it goes on to one end or the other.
  trap '' HUP PIPE
  begin
  read_payload || return
  staged=$p_target.pulumi-dockerd
  if ! { step stage && step validate && step guard && step backup; }; then
    step abandon
  elif ! { step switch_over && step activate; }; then
    step restore
  fi
  end
}
main
