# Commits a verified transaction: the manifest is written, or removed with all other files of pulumi-dockerd.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

# Fails if the engine that was verified has exited: systemd may have started another one, or a rollback.
verify() {
  if [ "$p_pid" = any ] || [ "$(main_pid)" = "$p_pid" ]; then return 0; fi
  if is_pending; then fail restarted; else fail late; fi
}

is_pending() { grep -qsx "id $p_id" "$pending/values"; }

# The rename commits the change; a rollback at the same moment finds no transaction, or was first. A rename that could not be
# synced is reverted, unless another process has finished the transaction meanwhile.
commit() {
  is_pending || { fail late; return; }
  write_record "$pending" && mv "$pending" "$settled" && { sync "$state" || ! mv "$settled" "$pending"; }
}

write_record() {
  if [ "$p_manifest" = none ]; then
    : >"$1/forget" && sync "$1"
  else
    (umask 077 && write_base64 "$p_manifest" "$1/manifest.json") && sync "$1/manifest.json" "$1"
  fi
}

# Writes the manifest of a host that needs no other change, and the first backup if there is none.
record() {
  rm -rf "$settled.new" && mkdir "$settled.new" "$settled.new/set" || return 1
  if [ -e "$state/first" ]; then rmdir "$settled.new/set"; else first_set; fi || return 1
  { file_values && echo end; } >"$settled.new/values" && sync "$settled.new/values" &&
    write_record "$settled.new" && install_boot_unit && mv "$settled.new" "$settled"
}

first_set() { each keep_first && sync "$settled.new/set"/* "$settled.new/set"; }

keep_first() {
  ! is_folder || return 0
  [ -d "${a_path%/*}" ] || set_mark "$settled.new/set" no-directory || return 1
  copy_to_set "$settled.new/set"
}

abandon() { clear_away; }

main() {
  trap '' HUP PIPE
  begin
  read_payload || return
  if [ "$p_id" = none ]; then
    if step lock_host; then
      if step record; then step finish; else step abandon; fi
    fi
  else
    if step verify && step commit; then
      read_payload <"$settled/values"
      step finish
    fi
  fi
  end
}
main
