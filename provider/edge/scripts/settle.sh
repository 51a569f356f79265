# The last step of a confirmed transaction: its manifest is put in place, and the configuration before it becomes a backup.
# shellcheck shell=sh
# shellcheck disable=SC2317 # confirm.sh and restore.sh call these

# A confirmed transaction's record is put in place; may be done again. The very first set is kept for the end.
settle() {
  drop_tls
  each remove_made_folder || return 1
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

# A folder that was made by us is removed with its last file.
remove_made_folder() {
  [ ! -e "$a_path" ] && has_mark "$state/first" no-directory || return 0
  rm -f "$(old "$a_path")" || return 1
  remove_folder "$state/first"
}

# Five sets before are kept, numbered.
keep_backup() {
  [ -e "$settled/set" ] || return 0
  if [ ! -e "$state/first" ]; then
    mv "$settled/set" "$state/first"
    return
  fi
  each keep_original || return 1
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

# Adds an artefact to a first set that is older than its first change.
keep_original() {
  [ "$a_owned" = shared ] && ! is_kept && [ "$a_name" != daemon.json ] || return 0
  [ ! -e "$state/first/$a_name" ] && ! has_mark "$state/first" absent || return 0
  if [ -e "$settled/set/$a_name" ]; then
    cp -p "$settled/set/$a_name" "$(new "$state/first/$a_name")" && replace "$(new "$state/first/$a_name")" "$state/first/$a_name"
  else
    ! has_mark "$settled/set" no-directory || set_mark "$state/first" no-directory || return 1
    set_mark "$state/first" absent && sync "$state/first"
  fi
}
