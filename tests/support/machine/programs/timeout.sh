#!/bin/sh
# timeout SECONDS PROGRAM ...: passes the timeout to the model, which ends the program by its own clock.
MACHINE_LIMIT=$1
export MACHINE_LIMIT
shift
exec "$@"
