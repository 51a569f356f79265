# shellcheck shell=bash
# Boots hosts and powers them off.

is_running() { # HOST
  is_populated "$(host_cgroup "$1")"
}

# Starts a host's nspawn and returns once its cgroup has processes. The host has its own mount namespace, so its overlay
# ends with it. A slave namespace, unlike a private one, releases what the machine unmounts later.
start_host() { # HOST
  local dir
  dir=$(host_dir "$1")
  drop_stale_link "$1"
  (
    close_lock
    join_cgroup "$(host_cgroup "$1")"
    exec setsid nsenter --net="$NETNS_FILE" unshare --mount --propagation slave \
      "$SANDBOX_LIB/host-boot.sh" "$1" "$dir" "$(lower_folders "$1")" "$PRIVATE_KEY.pub" "$BRIDGE"
  ) </dev/null >"$dir/console.log" 2>&1 &
  until is_running "$1" || ! process_start "$!" >/dev/null; do sleep 0.01; done
  disown "$!"
}

# The check for `ready` on the host. /run/nologin rejects all users but root early in the boot.
READY_WITH_SYSTEMD='for try in $(seq 300); do
  systemctl -q is-active docker.service && [ ! -e /run/nologin ] && exec docker version -f "{{.Server.Version}}"
  sleep 0.1
done; exit 1'

# Removes the terminal's control sequences.
print_console_end() { # HOST
  tail -n 20 "$(host_dir "$1")/console.log" |
    sed --regexp-extended 's/\x1b\[[0-9;?!]*[a-zA-Z]//g; s/\x1b\][^\x1b\x07]*(\x07|\x1b\\)//g' | tr -d '\033\r'
  echo
}

# Waits at most three minutes until the host's docker answers (sshd, on a host without init system): hosts may boot
# while a compiler runs.
wait_until_ready() { # HOST
  local probe=$READY_WITH_SYSTEMD end=$((SECONDS + 180))
  [[ $(host_file "$1" spec) != */sshd ]] || probe=true
  SANDBOX_USER=root ssh_command "$1"
  while ((SECONDS < end)); do
    setpriv --pdeathsig KILL "${SSH_COMMAND[@]}" -n "$probe" >/dev/null 2>&1 && return
    is_running "$1" || break
    sleep 0.1
  done
  print_console_end "$1" >&2
  die "$1 did not get ready; the end of its console is above"
}

# Boots those hosts that don't run, in parallel, and waits until each is ready.
boot_hosts() { # HOST...
  local host waiting=()
  for host in "$@"; do
    is_running "$host" || start_host "$host"
  done
  for host in "$@"; do
    wait_until_ready "$host" &
    waiting+=("$!")
  done
  for host in "${waiting[@]}"; do wait "$host"; done
}
