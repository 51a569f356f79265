# Brings a host's daemon.json and its running engine to a new state, or leaves both as before.
# shellcheck shell=sh

# The new file beside its target, with its mode and owner. "keep" stages nothing, "absent" is no file at all,
# "first" is the file from before us, byte for byte.
stage() {
  case $p_content in
    keep | absent) return 0 ;;
    first) cp -p "$state/first/daemon.json" "$staged" ;;
    *)
      mkdir -p "${p_target%/*}" &&
        (umask 077 && printf '%s' "$p_content" | base64 -d >"$staged") &&
        chmod "$p_mode" "$staged" && chown "$p_owner" "$staged"
      ;;
  esac
}

# The engine's own check, with the flags that it runs with. Engines before 23.0 have none.
validate() {
  [ -e "$staged" ] || return 0
  case $(dockerd --help) in *--validate*) ;; *) return 0 ;; esac
  pid=$(unit_value MainPID)
  if [ "${pid:-0}" = 0 ]; then
    dockerd --validate --config-file "$staged"
  else
    # shellcheck disable=SC2016 # for the inner shell
    xargs -0 sh -c 'file=$0; dockerd=$1; shift; exec "$dockerd" "$@" --validate --config-file "$file"' "$staged" \
      <"$root/proc/$pid/cmdline"
  fi
}

hash_of() {
  if [ -e "$1" ]; then
    sum=$(sha256sum "$1") && printf '%s' "${sum%% *}"
  else
    printf absent
  fi
}

# Nobody may have changed the file since it was looked at.
guard() {
  now=$(hash_of "$p_target") || return 1
  [ "$now" = "$p_expect" ] || { echo "$p_target was changed by someone else in the meantime"; return 1; }
}

# The set before, for the way back; the very first set is kept for the end.
backup() {
  rm -rf "$state/previous" && mkdir -p "$state" && chmod 700 "$state" && mkdir "$state/previous" || return 1
  if [ -e "$p_target" ]; then
    cp -p "$p_target" "$state/previous/daemon.json" || return 1
  else
    : >"$state/previous/absent" || return 1
    [ "$directory" = yes ] || : >"$state/previous/no-directory" || return 1
  fi
  [ -e "$state/first" ] || { cp -Rp "$state/previous" "$state/first.new" && mv "$state/first.new" "$state/first"; } ||
    return 1
  sync "$state"
}

switch_over() {
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
  rm -rf "$staged" "$state/previous"
  [ "$directory" = yes ] || remove_empty "${p_target%/*}"
  [ -e "$state/manifest.json" ] || rm -rf "$state"
}

main() {
  # A lost connection doesn't stop the work half-way: it goes on to one end or the other.
  trap '' HUP PIPE
  begin
  read_payload || return
  staged=$p_target.pulumi-dockerd directory=no
  [ ! -d "${p_target%/*}" ] || directory=yes
  if ! { step stage && step validate && step guard && step backup; }; then
    step abandon
  elif ! { step switch_over && step activate; }; then
    step restore
  fi
  end
}
main
