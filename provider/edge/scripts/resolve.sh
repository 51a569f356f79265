# Answers with paths of the host, symbolic links resolved: a line "real PATH" each, in their order. One that can't be
# resolved stays as it is.
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
