# shellcheck shell=bash
# `sandbox up`: creates and boots hosts, or leaves everything unchanged.

UP_OWNER='' UP_SPECS=() UP_HOSTS=()
UP_OPEN=no UP_FRESH=no   # an `up` is under way; it made the instance
UP_MADE=() UP_STARTED=() # the hosts that it made, those that it booted

check_spec() { # NAME=SUITE
  [[ $1 =~ ^[a-z][a-z0-9-]{0,10}=([a-z]+(/sshd)?|forky/engine29)$ ]] ||
    die "not NAME=SUITE, NAME=SUITE/sshd or NAME=forky/engine29: $1"
  local spec=${1#*=}
  require_suite "${spec%/*}"
}

# A host uses up to nine of the kernel's inotify instances, and the usual limit of 128 is for the whole machine.
INOTIFY=/proc/sys/fs/inotify/max_user_instances
allow_inotify() {
  [ "$(cat $INOTIFY)" -lt 1024 ] || return 0
  say "fs.inotify.max_user_instances is raised from $(cat $INOTIFY) to 1024, until the next boot of this machine"
  echo 1024 >$INOTIFY
}

make_host_once() { # HOST SPEC
  if host_exists "$1"; then
    [ "$(host_file "$1" spec)" = "$2" ] || die "$1 already exists as $(host_file "$1" spec); run down $1 first"
    return
  fi
  ensure_base "$(image_key "${2%/*}")"
  [[ $2 != */engine29 ]] || ensure_engine_layer "$(engine_key)"
  UP_MADE+=("$1")
  make_host "$1" "$2"
}

# Sets UP_OWNER, UP_SPECS and UP_HOSTS.
read_up_arguments() { # [--owner PID] [NAME=SUITE...]
  local spec
  if [ "${1:-}" = --owner ]; then
    UP_OWNER=${2:-}
    [[ $UP_OWNER =~ ^[1-9][0-9]*$ ]] || die '--owner requires a PID'
    shift 2
  fi
  UP_SPECS=("$@")
  [ $# -gt 0 ] || UP_SPECS=(h1=trixie)
  for spec in "${UP_SPECS[@]}"; do
    check_spec "$spec"
    [[ " ${UP_HOSTS[*]} " != *" ${spec%%=*} "* ]] || die "${spec%%=*} is named twice"
    UP_HOSTS+=("${spec%%=*}")
  done
}

run_up() {
  local spec host
  read_up_arguments "$@"
  for spec in "${UP_SPECS[@]#*=}"; do
    ensure_image "${spec%/*}"
    [[ $spec != */engine29 ]] || ensure_engine
  done
  take_lock "$INSTANCE_LOCK"
  [ -d "$INSTANCE_DIR" ] || UP_FRESH=yes
  UP_OPEN=yes
  make_instance
  [ -z "$UP_OWNER" ] || set_owner "$UP_OWNER"
  make_network
  allow_inotify
  for spec in "${UP_SPECS[@]}"; do make_host_once "${spec%%=*}" "${spec#*=}"; done
  for host in "${UP_HOSTS[@]}"; do is_running "$host" || UP_STARTED+=("$host"); done
  boot_hosts "${UP_HOSTS[@]}"
  UP_OPEN=no
}

# Rolls back an `up` that was interrupted or failed: removes the hosts it created, and powers off those it booted.
take_back_up() {
  local host
  [ "$UP_OPEN" = yes ] || return 0
  say 'rolling back this up ...'
  if [ "$UP_FRESH" = yes ]; then
    remove_instance
    return
  fi
  for host in "${UP_STARTED[@]}"; do cut_power "$(host_cgroup "$host")"; done
  for host in "${UP_MADE[@]}"; do remove_host "$host"; done
}
