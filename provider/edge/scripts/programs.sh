# What docker's programs say of themselves. It takes 20 to 50 ms each, so it is asked of a host that is new to us, in the
# execution that observes it, and later only where a program is another one.
# shellcheck shell=sh

programs() {
  section docker-version "$(docker --version 2>/dev/null)"
  section dockerd-help "$(dockerd --help 2>/dev/null)"
}
