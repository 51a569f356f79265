#!/bin/sh
# timeout SECONDS PROGRAM ...: the model knows what time it is, and ends the program's wait.
MACHINE_LIMIT=$1
export MACHINE_LIMIT
shift
exec "$@"
