# shellcheck shell=bash
# Prints the demo's progress: a line before each step, and a line with its result and duration.

bold='' plain=''
[ ! -t 1 ] || bold=$'\e[1m' plain=$'\e[0m'

clock() { echo "${EPOCHREALTIME//[!0-9]/}"; } # microseconds

step=0
say() {
  step=$((step + 1)) step_began=$(clock)
  printf '\n%s%s. %s%s\n' "$bold" "$step" "$*" "$plain"
}

# Prints the result of a step, with its duration.
show() {
  local tenths=$((($(clock) - step_began + 50000) / 100000))
  printf '%5s s  %s\n' "$((tenths / 10)).$((tenths % 10))" "$*"
}

# Ends the demo before it has changed anything.
stop() { printf '\nThe demo ends here: %s\n' "$*" >&2; exit 1; }

fail() { printf '\nThe demo failed: %s\n' "$*" >&2; exit 1; }

expect() { [ "$2" = "$3" ] || fail "$1: expected $2, found $3"; }
