#!/bin/sh
# Plays docker's CLI: its version, and its own dialer: docker -H unix://PATH system dial-stdio
set -u
if [ "$1" = --version ]; then
  echo asked >>"$MACHINE/engine/cli-asked"
  if [ -e "$MACHINE/engine/cli-version" ]; then cat "$MACHINE/engine/cli-version"; else echo 'Docker version 26.1.5+dfsg1, build a72d7cd'; fi
  exit 0
fi
exec "$NODE" -e '
const socket = require("node:net").connect(process.argv[1], () => process.stdin.pipe(socket).pipe(process.stdout));
' "${2#unix://}"
