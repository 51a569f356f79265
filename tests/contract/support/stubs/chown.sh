#!/bin/sh
# Plays chown for tests that aren't run by root: nothing but the owner that a file has already is possible.
exit 0
