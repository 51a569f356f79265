#!/bin/sh
# Plays journalctl for docker.service: a cursor is the number of lines so far.
set -u
journal=$MACHINE/engine/journal
words=$*
case $words in
  *--show-cursor*) printf -- '-- cursor: %d\n' "$(wc -l <"$journal")" ;;
  *--after-cursor=*)
    cursor=${words##*--after-cursor=}
    tail -n "+$((${cursor%% *} + 1))" "$journal"
    ;;
  *)
    echo "unexpected: journalctl $*" >&2
    exit 64
    ;;
esac
