#!/bin/sh
# Simulates docker's CLI: its version, and its dialer, docker -H unix://PATH system dial-stdio
set -u
# Up to 20.10 the CLI connects to the engine before it prints its version.
[ "$1" != --version ] || exec "${0%/*}/docker-cli" "$@" ${DOCKER_HOST-connects}
exec "$MACHINE_NODE" -e '
const socket = require("node:net").connect(process.argv[1], () => process.stdin.pipe(socket).pipe(process.stdout));
' "${2#unix://}"
