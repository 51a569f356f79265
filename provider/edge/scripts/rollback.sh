# Has the host roll an unconfirmed change back, or finish a committed one. A client names its own transaction: it may have
# ended, and another one begun.
# shellcheck shell=sh
# shellcheck disable=SC2154 # read_payload sets p_...

roll_back() {
  if [ "$p_id" = any ]; then of=; else of="id $p_id"; fi
  if [ -e "$state/restore.sh" ]; then
    PULUMI_DOCKERD_OF=$of /bin/sh "$state/restore.sh" "$p_caller" "$root" "$p_caller"
  elif unfinished; then
    fail unfinished
  fi
}

main() {
  trap '' HUP PIPE
  begin
  read_payload || return
  if step roll_back; then notes; fi
  end
}
main
