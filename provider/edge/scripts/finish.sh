# The last step of a committed transaction: its manifest is put in place, and the original files become a backup.
# shellcheck shell=sh
# shellcheck disable=SC2317 # confirm.sh and restore.sh call these

# Puts the manifest and the backup in place; may be repeated. The first backup of all is kept for the final restore.
finish() {
  drop_tls
  each remove_made_folder || return 1
  if [ -e "$settled/forget" ]; then
    rm -rf "$state/manifest.json" "$state/first" "$state/backups" || return 1
  else
    keep_backup || return 1
    [ ! -e "$settled/manifest.json" ] || mv -f "$settled/manifest.json" "$state/manifest.json" || return 1
    sync "$state"
  fi
  # The change is committed, even if some of its files can't be removed.
  clear_away || :
}

# Removes a folder that a change created, together with its last file.
remove_made_folder() {
  [ ! -e "$a_path" ] && has_mark "$state/first" no-directory || return 0
  rm -f "$(old "$a_path")" || return 1
  remove_folder "$state/first"
}

# Keeps the last five sets of original files, numbered.
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

# Adds the original of an artefact to a first backup that is older than the artefact's first change.
keep_original() {
  [ "$a_owned" = shared ] && ! is_kept && [ "$a_name" != daemon.json ] || return 0
  [ ! -e "$state/first/$a_name" ] && ! has_mark "$state/first" absent || return 0
  if [ -e "$settled/set/$a_name" ]; then
    copy=$state/first/$a_name
    cp -p "$settled/set/$a_name" "$(new "$copy")" && replace "$(new "$copy")" "$copy"
  else
    ! has_mark "$settled/set" no-directory || set_mark "$state/first" no-directory || return 1
    set_mark "$state/first" absent && sync "$state/first"
  fi
}
