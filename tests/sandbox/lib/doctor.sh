# shellcheck shell=bash
# The sandbox's requirements on the machine.

NEEDED_COMMANDS='systemd-nspawn:systemd-container mmdebstrap:mmdebstrap ip:iproute2 ssh:openssh-client
  ssh-keygen:openssh-client zstd:zstd tar:tar mount:mount flock:util-linux nsenter:util-linux
  setpriv:util-linux setsid:util-linux unshare:util-linux'
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# Prints COMMAND:PACKAGE for each missing command.
missing_commands() {
  local entry
  for entry in $NEEDED_COMMANDS; do
    command -v "${entry%:*}" >/dev/null || echo "$entry"
  done
  [ -e "$DEBIAN_KEYRING" ] || echo "$DEBIAN_KEYRING:debian-archive-keyring"
}

has_overlay() {
  grep -qw overlay /proc/filesystems || modprobe --quiet overlay 2>/dev/null
}

# Prints the type of the file system of the instances' folder, or of its nearest existing parent.
root_file_system() {
  local folder=$SANDBOX_ROOT
  while [ ! -e "$folder" ]; do folder=${folder%/*} folder=${folder:-/}; done
  stat --file-system --format=%T "$folder"
}

# Prints one line for each unmet requirement.
ailments() {
  local entry type
  if [ "$(uname -s)" != Linux ]; then
    echo 'not Linux: run the sandbox in a Linux virtual machine'
    return
  fi
  [ "$(id -u)" = 0 ] || echo 'not root: run this with sudo'
  for entry in $(missing_commands); do
    echo "${entry%:*} is missing: apt-get install ${entry##*:}"
  done
  [ -n "$(cgroup_mount)" ] || echo 'no cgroup v2: boot with systemd.unified_cgroup_hierarchy=1, or mount -t cgroup2 cgroup2 /sys/fs/cgroup'
  has_overlay || echo 'no overlay file system: modprobe overlay, or a kernel that has it'
  type=$(root_file_system)
  case $type in
    overlayfs | fuseblk | nfs | v9fs | vboxsf) echo "$SANDBOX_ROOT is on $type: set SANDBOX_ROOT to a folder on a plain disk" ;;
  esac
}

# Prints one line for each unmet requirement, and exits with status 3 if there are any.
require_sandbox() {
  local found
  check_instance_names
  found=$(ailments)
  [ -n "$found" ] || return 0
  echo "$found"
  exit 3
}

run_doctor() {
  require_sandbox
  echo 'the sandbox can run here'
}

run_install_deps() {
  local packages
  packages=$(missing_commands | sed 's/.*://' | sort -u | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    die "as root on a Debian: apt-get install $packages"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086 # one word each
  apt-get install -y -qq $packages >/dev/null
}
