# shellcheck shell=bash
# The hosts of the demo, reached by ssh beside Pulumi, so that every claim is checked on them.
# sandbox-hosts.sh, own-hosts.sh or simulated-hosts.sh has set: network, a command that leads into the hosts' network (or
# nothing); prefix, how the demo's labels begin; good_mirror, a mirror to declare (or none); may_restart, whether engines
# may be restarted.

hosts=()

# Makes an inventory file into what ssh and the program read. Only the keys that it names are trusted.
use_inventory() { # FILE
  local name address port key
  node_modules/.bin/tsx tools/demo-parts/main.ts hosts "$1" "$work" >"$work/hosts" || stop "$1 is no inventory to work with"
  while IFS=$'\t' read -r name address port key; do
    hosts+=("$name")
    pin "$name" "$address" "$port" "$key" >>"$work/known_hosts" || stop "$name ($address:$port) doesn't answer with the key $key"
  done <"$work/hosts"
}

fingerprint() { ssh-keygen -lf - <<<"$1" | cut -d ' ' -f 2; }

# The line of known_hosts for the key that a host has to have, where it has it.
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

# Runs a script on a host as root. $R is what goes before its absolute paths: nothing but on simulated hosts, which have
# their files in a folder and append it to every command.
on() { # HOST SCRIPT
  # shellcheck disable=SC2016 # for the host's shell
  "${network[@]}" ssh -F "$work/ssh_config" "$1" \
    'sh -c '\''[ "$(id -u)" = 0 ] && exec sh -s -- "$@"; exec sudo -n -- sh -s -- "$@"'\'' sh' <<<'R=${1:-}'"; $2"
}

# Runs a script on all hosts at once; prints what each says, a line that names it before.
on_all() { # SCRIPT
  local host pids=()
  for host in "${hosts[@]}"; do
    on "$host" "$1" >"$work/said-$host" &
    pids+=($!)
  done
  for host in "${!pids[@]}"; do wait "${pids[$host]}" || fail "${hosts[$host]}: this failed there: $1"; done
  for host in "${hosts[@]}"; do printf '%s: ' "$host"; cat "$work/said-$host"; done
}

# On each host the same: every_host WHAT EXPECTED SCRIPT
every_host() {
  local host found
  found=$(on_all "$3")
  for host in "${hosts[@]}"; do grep -qxF "$host: $2" <<<"$found" || fail "$1: expected $2, found $found"; done
}

# Scripts that ask a running engine, over its Remote API. It keeps labels in no order.
# shellcheck disable=SC2034 # for the story
versions="docker version --format '{{.Server.Version}}'"
labels="docker info --format '{{range .Labels}}{{println .}}{{end}}' | grep '^$prefix' | sort | xargs"
mirrors="docker info --format '{{range .RegistryConfig.Mirrors}}{{println .}}{{end}}' | xargs"
# Everything that could be left behind: each file with its mode, owner and hash.
files="find \$R/etc/docker \$R/etc/systemd/system \$R/var/lib/pulumi-dockerd -exec stat -c '%A %U %n' {} + -type f -exec sha256sum {} + 2>/dev/null | sort"
