# shellcheck shell=bash
# The hosts of the demo, reached by ssh in addition to Pulumi, so that every statement is verified on them.
# sandbox-hosts.sh, own-hosts.sh or simulated-hosts.sh sets: network, a command prefix that enters the hosts' network
# (or nothing); prefix, the prefix of the demo's labels; good_mirror, a mirror to declare (or none); may_restart,
# whether engines may be restarted.

hosts=()

# Converts an inventory file for ssh and the program. Only the host keys in it are trusted.
use_inventory() { # FILE
  local name address port key
  node_modules/.bin/tsx tools/demo-parts/main.ts hosts "$1" "$work" >"$work/hosts" || stop "$1 is not a valid inventory"
  while IFS=$'\t' read -r name address port key; do
    hosts+=("$name")
    pin "$name" "$address" "$port" "$key" >>"$work/known_hosts" || stop "$name ($address:$port) does not have the key $key"
  done <"$work/hosts"
}

fingerprint() { ssh-keygen -lf - <<<"$1" | cut -d ' ' -f 2; }

# Prints the line of known_hosts for the host's key, if the host has the expected one.
pin() { # NAME ADDRESS PORT KEY
  local wanted=$4 key
  [[ $wanted = SHA256:* ]] || wanted=$(fingerprint "$wanted")
  while read -r _ key; do
    if [ "$(fingerprint "$key")" = "$wanted" ]; then
      echo "$1 $key"
      return
    fi
  done < <("${network[@]}" ssh-keyscan -p "$3" "$2" 2>/dev/null | grep -v '^#')
  return 1
}

# Runs a script on a host as root. $R is the prefix of its absolute paths: empty except on simulated hosts, which have
# their files in a folder and append it to every command.
on() { # HOST SCRIPT
  # shellcheck disable=SC2016 # for the host's shell
  "${network[@]}" ssh -F "$work/ssh_config" "$1" \
    'sh -c '\''[ "$(id -u)" = 0 ] && exec sh -s -- "$@"; exec sudo -n -- sh -s -- "$@"'\'' sh' <<<'R=${1:-}'"; $2"
}

# Runs a script on all hosts in parallel; prints the output of each, after its name.
on_all() { # SCRIPT
  local host pids=()
  for host in "${hosts[@]}"; do
    on "$host" "$1" >"$work/said-$host" &
    pids+=($!)
  done
  for host in "${!pids[@]}"; do wait "${pids[$host]}" || fail "${hosts[$host]}: failed: $1"; done
  for host in "${hosts[@]}"; do printf '%s: ' "$host"; cat "$work/said-$host"; done
}

# Verifies that every host prints the same: every_host WHAT EXPECTED SCRIPT
every_host() {
  local host found
  found=$(on_all "$3")
  for host in "${hosts[@]}"; do grep -qxF "$host: $2" <<<"$found" || fail "$1: expected $2, found $found"; done
}

# Scripts that query a running engine through its API, which returns labels in random order.
# shellcheck disable=SC2034 # for the story
versions="docker version --format '{{.Server.Version}}'"
labels="docker info --format '{{range .Labels}}{{println .}}{{end}}' | grep '^$prefix' | sort | xargs"
mirrors="docker info --format '{{range .RegistryConfig.Mirrors}}{{println .}}{{end}}' | xargs"
# Everything that could be left: each file with its mode, owner and hash.
files="find \$R/etc/docker \$R/etc/systemd/system \$R/var/lib/pulumi-dockerd -exec stat -c '%A %U %n' {} + -type f -exec sha256sum {} + 2>/dev/null | sort"
