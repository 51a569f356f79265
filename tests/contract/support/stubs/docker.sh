#!/bin/sh
# Plays docker's own dialer: docker -H unix://PATH system dial-stdio
set -u
exec "$NODE" -e '
const socket = require("node:net").connect(process.argv[1], () => process.stdin.pipe(socket).pipe(process.stdout));
' "${2#unix://}"
