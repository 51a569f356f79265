#!/bin/sh
# Plays dockerd's own check of a file, and its word of its version.
set -u
words=$*
case $words in
  --version) if [ -e "$MACHINE/engine/version" ]; then cat "$MACHINE/engine/version"; else echo 'Docker version 26.1.5+dfsg1, build 411e817'; fi ;;
  --help) echo "      --validate      Validate daemon configuration and exit" ;;
  *--validate*)
    file=${words##*--config-file }
    if [ -s "$MACHINE/engine/invalid" ] && grep -qFf "$MACHINE/engine/invalid" "$file"; then
      echo "unable to configure the Docker daemon with file $file: it was told so" >&2
      exit 1
    fi
    echo "configuration OK"
    ;;
  *)
    echo "unexpected: dockerd $*" >&2
    exit 64
    ;;
esac
