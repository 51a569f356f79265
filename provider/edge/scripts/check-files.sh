# Inspects the files that a change replaces, before anything is staged. Changes nothing.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # read_payload sets p_...

# A rename must be able to replace each file. Setting a file's mode to the mode that it has fails if the file is immutable or
# append-only, or if its file system is read-only.
check_files() { each check_file; }

check_file() { is_kept || is_replaceable "$a_path"; }

is_replaceable() {
  [ -e "$1" ] || return 0
  if is_mount_point "$1"; then echo "$1"; fail mount-point; return; fi
  chmod "$(stat -c %a "$1")" "$1"
}

# mountinfo writes blanks and backslashes in octal.
is_mount_point() {
  path=$(printf '%s' "$1" | sed 's/\\/\\134/g; s/ /\\040/g; s/	/\\011/g')
  while read -r _ _ _ _ point _; do [ "$point" != "$path" ] || return 0; done </proc/self/mountinfo
  return 1
}

# Fails if another process changed the file since it was observed.
guard() { each guard_file; }

guard_file() { [ "$a_expect" = any ] || is_expected "$a_path"; }

is_expected() {
  now=$(hash_of "$1") || return 1
  [ "$now" = "$a_expect" ] || { echo "$a_path"; fail changed; }
}
