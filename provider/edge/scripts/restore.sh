# Puts back what stood before the last, unconfirmed transaction.
# shellcheck shell=sh

main() {
  trap '' HUP PIPE
  begin
  read_payload || return
  step restore
  end
}
main
