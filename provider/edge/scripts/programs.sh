# Prints the versions and flags that docker's programs report. Each takes 20 to 50 ms, so they run when a host is adopted,
# and later only if a program has changed.
# shellcheck shell=sh

# Up to 20.10 `docker --version` connects to the engine, which starts a stopped one if docker.socket listens: it gets a file
# that is not a socket.
programs() {
  section docker-version "$(DOCKER_HOST=unix:///dev/null docker --version 2>/dev/null)"
  section dockerd-help "$(dockerd --help 2>/dev/null)"
}
