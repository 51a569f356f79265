# shellcheck shell=bash
# Reports hosts, for people and for programs.

run_status() {
  local host state
  printf '%-12s %-14s %-14s %s\n' HOST SUITE ADDRESS STATE
  for host in $(host_names); do
    if is_running "$host"; then state=running; else state=off; fi
    printf '%-12s %-14s %-14s %s\n' "$host" "$(host_file "$host" spec)" "$(host_file "$host" address)" "$state"
  done
}

# No value has a character that JSON would escape: see check_instance_names and check_spec.
print_host() { # HOST
  local spec init=systemd running=false key
  spec=$(host_file "$1" spec)
  key=$(host_file "$1" host-key)
  [[ $spec != */sshd ]] || init=none
  ! is_running "$1" || running=true
  cat <<JSON
    {
      "name": "$1", "spec": "$spec", "suite": "${spec%/*}", "init": "$init", "running": $running,
      "address": "$(host_file "$1" address)", "port": 22,
      "hostKey": "$(ssh-keygen -lf - <<<"$key" | cut -d' ' -f2)",
      "hostKeyLine": "$key",
      "users": [
        {"name": "root", "privilege": "root"},
        {"name": "ops", "privilege": "sudo"},
        {"name": "admin", "privilege": "sudo-password", "password": "admin"},
        {"name": "plain", "privilege": "none"}
      ],
      "privateKeyFile": "$PRIVATE_KEY"
    }
JSON
}

run_inventory() {
  local host comma=''
  printf '{\n  "instance": "%s",\n  "netns": "%s",\n  "knownHostsFile": "%s",\n  "hosts": [\n' "$INSTANCE" "$NETNS" "$KNOWN_HOSTS"
  for host in $(host_names); do
    printf '%s%s' "$comma" "$(print_host "$host")"
    comma=$',\n'
  done
  printf '\n  ]\n}\n'
}
