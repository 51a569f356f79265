#!/bin/sh
# A stub program of a simulated machine: reports its call to the model and does what it answers.
set -f
name=${0##*/}
# In one write, so that concurrent calls don't mix.
printf '%s\037' "$MACHINE_RUN" "$name" "${MACHINE_LIMIT:-}" "$@" '
' >"$MACHINE/ask"
exec 3<"$MACHINE/answer.$MACHINE_RUN"
while IFS= read -r line <&3; do
  case $line in
    o*) printf '%s\n' "${line#o}" ;;
    e*) printf '%s\n' "${line#e}" >&2 ;;
    x*) exec "${line#x}" "$@" 3<&- ;;
    r*) exit "${line#r}" ;;
  esac
done
exit 255
