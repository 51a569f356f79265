# The artefacts of a change: what it replaces on the host, in the order of the switch. A line each:
#   NAME CONTENT NEEDS OWNED MODE OWNER EXPECT PATH
# CONTENT: write (the payload has its text), keep, absent, original (its content before the first change of all), or folder:FILE,...
# NEEDS: systemd (a daemon-reload), engine (it is restored even if the change keeps it) or nothing. OWNED: managed, or shared
# with others: then its absence and that of its folder are original states, too. EXPECT: its hash when it was observed,
# absent, or any.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154,SC2317 # each script uses a part of this; read_payload sets p_...

p_artefacts=

# Calls a function for each artefact, with its fields in a_...; stops at the first failure. The function calls no `each`.
# each FUNCTION
each() { walk "$p_artefacts" "$1"; }

# The same from the last to the first: what refers to others goes first.
each_reversed() {
  rest=$p_artefacts lines=
  while [ -n "$rest" ]; do
    lines=${rest%%"$newline"*}$newline$lines
    rest=${rest#*"$newline"}
  done
  walk "$lines" "$1"
}

walk() {
  lines=$1
  while [ -n "$lines" ]; do
    use_artefact "${lines%%"$newline"*}"
    lines=${lines#*"$newline"}
    "$2" || return 1
  done
}

# Sets a_... to the fields of a line. Only the path, which is the last one, may have blanks.
use_artefact() {
  line=$1
  a_path=$root${1#* * * * * * * }
  set -f
  # shellcheck disable=SC2086 # fields are words
  set -- $1
  set +f
  a_name=$1 a_content=$2 a_needs=$3 a_owned=$4 a_mode=$5 a_owner=$6 a_expect=$7
}

# Sets a_... to the artefact of a name. artefact NAME
artefact() {
  rest=$newline$p_artefacts
  case $rest in *"$newline$1 "*) ;; *) return 1 ;; esac
  rest=${rest#*"$newline$1 "}
  use_artefact "$1 ${rest%%"$newline"*}"
}

# Sets `text` to a text of the payload, in base64: p_text_NAME, each other character an underscore. text_of NAME
text_of() {
  while :; do
    case $1 in *[!a-z0-9_]*) set -- "${1%%[!a-z0-9_]*}_${1#*[!a-z0-9_]}" ;; *) break ;; esac
  done
  eval "text=\$p_text_$1"
}

is_folder() { case $a_content in folder:*) ;; *) return 1 ;; esac; }

# Whether the change leaves it as it is. A folder is a new one, to which nothing refers before the switch.
is_kept() { [ "$a_content" = keep ] || is_folder; }

# Sets `mark` to a file of a set that says something of an artefact: no-directory or absent. mark_of MARK
mark_of() { if [ "$a_name" = daemon.json ]; then mark=$1; else mark=$1-$a_name; fi; }

# Whether a set has a mark of an artefact. has_mark SET MARK
has_mark() {
  mark_of "$2"
  [ -e "$1/$mark" ]
}

set_mark() {
  [ "$a_owned" = shared ] || return 0
  mark_of "$2"
  : >"$1/$mark"
}

# Removes the names beside an artefact.
remove_names() {
  is_folder || rm -f "$(new "$a_path")" "$(old "$a_path")" "$(start "$a_path")" "$(back "$a_path")"
}

# Removes the folder of an artefact that is gone: one of drop-ins, or one that a set says wasn't there. remove_folder SET
remove_folder() {
  [ ! -e "$a_path" ] && ! is_folder || return 0
  case ${a_path%/*} in *.d) remove_empty "${a_path%/*}" ;; esac
  ! has_mark "$1" no-directory || remove_empty "${a_path%/*}"
}

# Copies an artefact into a set; one that isn't there is marked. copy_to_set SET
copy_to_set() {
  if [ -e "$a_path" ]; then cp -p "$a_path" "$1/$a_name"; else set_mark "$1" absent; fi
}

# Whether systemd reads files that the change replaces.
changes_units() {
  units=no
  each note_unit
  [ "$units" = yes ]
}

note_unit() { [ "$a_needs" != systemd ] || is_kept || units=yes; }

# The values of a set that concern files.
file_values() {
  each print_artefact
  printf '%s %s\n' result "${p_result-none}" tls_before "${p_tls_before-none}" tls_after "${p_tls_after-none}"
}

print_artefact() { printf 'artefact %s\n' "$line"; }
