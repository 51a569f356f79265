# shellcheck shell=bash
# Three simulated hosts, if no real ones can run. `why` has the reason.

# shellcheck disable=SC2034 # for the other parts
network=() prefix='' good_mirror=https://mirror.example.com may_restart=yes

start_hosts() {
  printf 'The hosts of this demo are simulated (%s).\n' "$why"
  printf 'Pulumi, the provider, SSH and the scripts on the hosts are real; systemd and dockerd are simulated.\n'
}

find_hosts() {
  run_beside node_modules/.bin/tsx tools/demo-parts/simulated-hosts.ts "$work"
  until [ -e "$work/simulated.json" ]; do
    kill -0 "${beside[0]}" 2>/dev/null || stop "the simulated hosts didn't start"
    sleep 0.1
  done
  use_inventory "$work/simulated.json"
  # Their docker CLI only forwards connections to the engine's API.
  versions=$(asked /version 's/.*"Version":"\([^"]*\)".*/\1/p')
  labels=$(asked /info 's/.*"Labels":\[\([^]]*\)\].*/\1/p')
  mirrors=$(asked /info 's/.*"Mirrors":\[\([^]]*\)\].*/\1/p')
}

# Prints a script that queries a running engine, and extracts a part of its answer.
asked() { # PATH SED-SCRIPT
  # shellcheck disable=SC2016 # for the host's shell
  printf '%s' "printf 'GET $1 HTTP/1.0\r\n\r\n' |" ' docker -H "unix://$R/run/docker.sock" system dial-stdio |' \
    " sed -n '$2' | tr -d '\"' | tr , '\n' | sort | xargs"
}

ask() { :; }
clear_leftovers() { :; }
nothing_left() { :; }
leave_hosts() { :; }
