# Has the host undo what isn't confirmed, or finish what is.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

undo() {
  [ ! -e "$state/restore.sh" ] || /bin/sh "$state/restore.sh" "$p_caller" "$root" "$p_caller"
}

main() {
  trap '' HUP PIPE
  begin
  read_payload || return
  step undo
  end
}
main
