# The last step of a confirmed transaction: its manifest is put in place, and the configuration before it becomes a backup.
# shellcheck shell=sh
# shellcheck disable=SC2317 # confirm.sh and restore.sh call these

# A confirmed transaction's record is put in place; may be done again. The very first set is kept for the end.
settle() {
  drop_tls
  # A folder that was made by us goes with its last file.
  if [ ! -e "$target" ] && [ -e "$state/first/no-directory" ]; then
    rm -f "$(old "$target")" || return 1
    remove_empty "${target%/*}"
  fi
  if [ -e "$settled/forget" ]; then
    rm -rf "$state/manifest.json" "$state/first" "$state/backups" || return 1
  else
    keep_backup || return 1
    [ ! -e "$settled/manifest.json" ] || mv -f "$settled/manifest.json" "$state/manifest.json" || return 1
    sync "$state"
  fi
  # The change stands, whatever is left of the way to it.
  clear_away || :
}

# Five sets before are kept, numbered.
keep_backup() {
  [ -e "$settled/set" ] || return 0
  if [ ! -e "$state/first" ]; then
    mv "$settled/set" "$state/first"
    return
  fi
  mkdir -p "$state/backups" || return 1
  last=0
  for path in "$state/backups"/*; do [ ! -d "$path" ] || last=${path##*/}; done
  # No leading zeros: they would make it octal.
  last=$((${last##"${last%%[!0]*}"} + 0))
  mv "$settled/set" "$state/backups/$(printf %06d $((last + 1)))" || return 1
  set -- "$state/backups"/*
  while [ $# -gt 5 ]; do
    rm -rf "$1"
    shift
  done
}
