# Resolves symbolic links in paths of the host: a line "real PATH" each, in the same order. A path that can't be resolved is
# printed as it is.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

resolve() {
  while IFS= read -r path; do
    real=$(readlink -f "$root$path") && path=${real#"$root"}
    printf 'real %s\n' "$path"
  done
}

main() {
  begin
  read_payload || return
  decode "$p_paths" | resolve
  end
}
main
