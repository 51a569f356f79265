# The new files of a change beside their targets, with mode, owner and SELinux context. Nothing refers to them yet.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # read_payload sets p_..., artefacts.sh a_...

stage() { begin_set && each stage_artefact && stage_for_one_start; }

# The set of original files begins with which folders weren't there; an earlier run that only got so far knew it, too.
# Nothing else of such a run counts: its second names may be of files that are gone by now. The values come before the
# first file: whoever clears them away needs them.
begin_set() {
  marks=
  each note_folder
  # A leftover file would keep its mode while a secret is written into it.
  each remove_names && rm -rf "$pending.new" && mkdir "$pending.new" "$pending.new/set" || return 1
  for mark in $marks; do : >"$pending.new/set/$mark" || return 1; done
  { file_values && echo end; } >"$pending.new/values"
}

note_folder() {
  [ "$a_owned" = shared ] || return 0
  mark_of no-directory
  if [ ! -d "${a_path%/*}" ] || [ -e "$pending.new/set/$mark" ]; then marks="$marks $mark"; fi
}

stage_artefact() {
  case $a_content in
    folder:*) stage_folder ;;
    original) stage_original ;;
    write) text_of "$a_name" && write_file "$text" "$(new "$a_path")" ;;
  esac
}

# A folder comes as a whole, so that a certificate is never there without its key; only root may ever read it. It is never
# changed afterwards.
stage_folder() {
  mkdir -p "${a_path%/*}" || return 1
  (
    umask 077
    rm -rf "$(new "$a_path")" && mkdir "$(new "$a_path")" || return 1
    IFS=,
    for file in ${a_content#folder:}; do
      text_of "${a_name}_$file" && write_base64 "$text" "$(new "$a_path")/$file" || return 1
    done
    chmod "$a_mode" "$(new "$a_path")"/* && sync "$(new "$a_path")"/*
  ) && replace "$(new "$a_path")" "$a_path"
}

# The first set knows daemon.json in any case. An artefact that it doesn't know was never changed.
stage_original() {
  if [ -e "$state/first/$a_name" ]; then
    mkdir -p "${a_path%/*}" && cp -p "$state/first/$a_name" "$(new "$a_path")"
  else
    has_mark "$state/first" absent || [ "$a_name" != daemon.json ]
  fi
}

# A daemon.json of one start, of the change and of a rollback. The second one has to be on the disk for a boot.
stage_for_one_start() {
  artefact daemon.json
  [ "$p_start" = none ] || write_file "$p_start" "$(start "$target")" || return 1
  [ "$p_back" = none ] || { write_file "$p_back" "$(back "$target")" && sync "$(back "$target")"; }
}

# A user that may not read it later can't read it in the meantime either. write_file TEXT FILE
write_file() {
  mkdir -p "${2%/*}" && (umask 077 && write_base64 "$1" "$2") && chmod "$a_mode" "$2" && chown "$a_owner" "$2" &&
    like_before "$2"
}

# SELinux: a file that takes another's place takes its context, too.
like_before() {
  [ -e "$a_path" ] && [ -e "$root/sys/fs/selinux/enforce" ] || return 0
  chcon --reference="$a_path" "$1"
}
