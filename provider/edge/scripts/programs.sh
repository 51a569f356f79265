# Prints the versions and flags that docker's programs report. Each takes 20 to 50 ms, so they run when a host is adopted,
# and later only if a program has changed.
# shellcheck shell=sh

programs() {
  section docker-version "$(docker --version 2>/dev/null)"
  section dockerd-help "$(dockerd --help 2>/dev/null)"
}
