# shellcheck shell=bash
# The hosts of the instance: their files, names and logins.

host_dir() { echo "$INSTANCE_DIR/hosts/$1"; } # HOST

# A host exists once its folder has the file `spec`, which is written last.
host_exists() { # HOST
  [ -e "$(host_dir "$1")/spec" ]
}

host_file() { # HOST FILE
  cat "$(host_dir "$1")/$2"
}

require_host() { # HOST
  host_exists "$1" || die "no host $1 in instance $INSTANCE"
}

host_names() {
  local spec
  for spec in "$INSTANCE_DIR"/hosts/*/spec; do
    [ ! -e "$spec" ] || basename "${spec%/spec}"
  done | sort --version-sort
}

# hN has 10.88.0.(10+N); a host of another name has the first free address since 10.88.0.211.
choose_address() { # HOST
  local last
  if [[ $1 =~ ^h([1-9][0-9]{0,2})$ ]] && ((BASH_REMATCH[1] <= 200)); then
    echo "$NETWORK.$((10 + BASH_REMATCH[1]))"
    return
  fi
  for ((last = 211; last <= 254; last++)); do
    grep -qsx "$NETWORK.$last" "$INSTANCE_DIR"/hosts/*/address || { echo "$NETWORK.$last"; return; }
  done
  die 'no address left'
}

# Prints the folders in base/ that form a host's tree, the uppermost first.
layers_of() { # SPEC
  [[ $1 != */engine29 ]] || engine_key
  image_key "${1%/*}"
}

# Prints them as lowerdir= of an overlay mount.
lower_folders() { # HOST
  host_file "$1" layers | sed "s|^|$INSTANCE_DIR/base/|" | paste -sd:
}

# Creates the folder of a new host. The files inside its tree are written at its first boot.
make_host() { # HOST SPEC
  local dir
  dir=$(host_dir "$1")
  rm -rf --one-file-system "$dir"
  mkdir -p "$dir"/{upper,work,root,docker,containerd}
  choose_address "$1" >"$dir/address"
  layers_of "$2" >"$dir/layers"
  ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$dir/ssh_host_ed25519_key"
  cut -d' ' -f1,2 "$dir/ssh_host_ed25519_key.pub" >"$dir/host-key"
  echo "$2" >"$dir/spec"
  write_known_hosts
}

remove_host() { # HOST
  remove_cgroup "$(host_cgroup "$1")"
  rm -rf --one-file-system "$(host_dir "$1")"
  write_known_hosts
}

write_known_hosts() {
  local host
  [ -d "$INSTANCE_DIR" ] || return 0
  for host in $(host_names); do
    echo "$(host_file "$host" address) $(host_file "$host" host-key)"
  done >"$KNOWN_HOSTS.new"
  mv "$KNOWN_HOSTS.new" "$KNOWN_HOSTS"
}

# Sets SSH_COMMAND to a command that logs in to a host from inside the sandbox's network. A connection that a fault has cut
# ends after 20 seconds.
ssh_command() { # HOST
  SSH_COMMAND=(nsenter --net="$NETNS_FILE" -- ssh -F none -i "$PRIVATE_KEY" -o IdentitiesOnly=yes
    -o UserKnownHostsFile="$KNOWN_HOSTS" -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes
    -o ConnectTimeout=5 -o ServerAliveInterval=5 -o ServerAliveCountMax=4 -o LogLevel=ERROR "${SANDBOX_USER:-root}@$(host_file "$1" address)")
}
