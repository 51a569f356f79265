#!/bin/sh
# Tries configurations on this host's dockerd, beside the running one: `sh trial.sh check|start < LINES`.
# Input: one line for each configuration, a name and a daemon.json in base64.
# Output: one line for each: name, exit status, text in base64.
# check: the result of a validation without a start. start: the API answers of the started engine, or its last message;
# it runs in its own namespaces (network, mounts) and folders.
set -eu

# On the disk of the engine's data root: overlay2 does not work on an overlay.
work=$(mktemp -d /var/lib/docker/engine-trial.XXXXXX)
pid=

stop() {
  [ -n "$pid" ] || return 0
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  pid=
}

finish() {
  stop
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

answer() { # NAME STATUS < TEXT
  printf '%s %s %s\n' "$1" "$2" "$(base64 -w0)"
}

# Engines before 23.0 have no --validate; a data root that can't be created ends them once they accepted the file.
if dockerd --help 2>&1 | grep -q -- '--validate'; then
  check() { dockerd --validate --config-file "$1"; }
else
  check() { timeout 20 dockerd --config-file "$1" --data-root /dev/null/x --exec-root "$work/exec" --pidfile "$work/pid"; }
fi

get() { # SOCKET PATH: the answer's body, in one line
  perl -MIO::Socket::UNIX -e '
    alarm 2;
    my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
    print $s "GET $ARGV[1] HTTP/1.0\r\n\r\n";
    local $/; my ($head, $body) = split /\r\n\r\n/, <$s>, 2;
    exit 1 unless $head =~ m{^HTTP/1\.\d 200};
    $body =~ s/\s+$//; print $body, "\n";' "$1" "$2"
}

start() { # FILE: the engine's answers, or what it said last
  mkdir -p "$work/run"
  socket=$work/run/docker.sock
  # With the nftables backend the engine requires that the host has enabled IP forwarding.
  unshare --net --mount sh -c 'ip link set lo up; echo 1 >/proc/sys/net/ipv4/ip_forward; mount -t tmpfs none /run/docker; exec dockerd "$@"' sh --config-file "$1" >"$work/log" 2>&1 &
  pid=$!
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 400 ]; do
    # An engine that is queried before it is ready delays its exit; with some log levels it does not log that it is
    # ready.
    if { grep -q 'API listen on' "$work/log" || [ "$((tries % 40))" = 39 ]; } && get "$socket" /version >"$work/said"; then
      get "$socket" /info >>"$work/said"
      get "$socket" /networks/bridge >>"$work/said" || echo null >>"$work/said"
      stop
      return 0
    fi
    tries=$((tries + 1))
    sleep 0.05
  done
  stop
  tail -n 3 "$work/log" >"$work/said"
  return 1
}

main() {
  while read -r name text; do
    printf %s "$text" | base64 -d | sed "s#@WORK@#$work#g" >"$work/daemon.json"
    status=0
    case $1 in
      check) check "$work/daemon.json" >"$work/said" 2>&1 || status=$? ;;
      start)
        start "$work/daemon.json" </dev/null || status=$?
        rm -rf "$work/data" "$work/run"
        ;;
    esac
    answer "$name" "$status" <"$work/said"
  done
}
main "$1"
