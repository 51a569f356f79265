# shellcheck shell=bash
# How the demo tells its story: a line that says what happens, a line with what came of it and how long it took.

bold='' plain=''
[ ! -t 1 ] || bold=$'\e[1m' plain=$'\e[0m'

clock() { echo "${EPOCHREALTIME//[!0-9]/}"; } # microseconds

step=0
say() {
  step=$((step + 1)) step_began=$(clock)
  printf '\n%s%s. %s%s\n' "$bold" "$step" "$*" "$plain"
}

# What a step came to, with its time.
show() {
  local tenths=$((($(clock) - step_began + 50000) / 100000))
  printf '%5s s  %s\n' "$((tenths / 10)).$((tenths % 10))" "$*"
}

# The end before anything was begun.
stop() { printf '\nThe demo ends here: %s\n' "$*" >&2; exit 1; }

fail() { printf '\nThe demo failed: %s\n' "$*" >&2; exit 1; }

expect() { [ "$2" = "$3" ] || fail "$1: expected $2, found $3"; }
