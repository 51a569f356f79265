# Ends a transaction whose result was proven: our record of it is written, or all trace of us is removed.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

# An engine that died and was started again since it was asked proves nothing.
prove() {
  [ "$p_pid" = any ] || [ "$(main_pid)" = "$p_pid" ] || fail restarted
}

# From the rename on the new set stands; who undoes it at the same moment finds nothing, or was first. One that may not be
# on the disk is taken back, unless someone has settled it already.
claim() {
  grep -qsx "id $p_id" "$pending/values" || { fail late; return; }
  write_record "$pending" && mv "$pending" "$settled" && { sync "$state" || ! mv "$settled" "$pending"; }
}

write_record() {
  if [ "$p_manifest" = none ]; then
    : >"$1/forget" && sync "$1"
  else
    (umask 077 && write_base64 "$p_manifest" "$1/manifest.json") && sync "$1/manifest.json" "$1"
  fi
}

# A host that already had what was declared: the first set is what is there, and the record is all that changes.
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
      if step record; then step settle; else step abandon; fi
    fi
  else
    if step prove && step claim; then
      read_payload <"$settled/values"
      step settle
    fi
  fi
  end
}
main
