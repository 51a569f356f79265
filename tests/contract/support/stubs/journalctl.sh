#!/bin/sh
# Plays journalctl for docker.service: a cursor is the number of lines so far.
set -u
journal=$MACHINE/engine/journal
case "$*" in
  *--show-cursor*) printf -- '-- cursor: %d\n' "$(wc -l <"$journal")" ;;
  *--after-cursor=*)
    cursor=${*##*--after-cursor=}
    tail -n "+$((${cursor%% *} + 1))" "$journal"
    ;;
  *)
    echo "unexpected: journalctl $*" >&2
    exit 64
    ;;
esac
