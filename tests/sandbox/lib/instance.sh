# shellcheck shell=bash
# Names and paths of one instance.

SANDBOX_ROOT=${SANDBOX_ROOT:-/var/tmp/pulumi-dockerd-sandbox}
INSTANCE=${SANDBOX_INSTANCE:-default}

IMAGE_CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/pulumi-dockerd/sandbox
INSTANCE_DIR=$SANDBOX_ROOT/$INSTANCE
INSTANCE_LOCK=$SANDBOX_ROOT/$INSTANCE.lock
PRIVATE_KEY=$INSTANCE_DIR/id_ed25519
KNOWN_HOSTS=$INSTANCE_DIR/known_hosts

NETNS=pdd-$INSTANCE
NETNS_FILE=/run/netns/$NETNS

# These names become parts of mount options, JSON and shell words, unescaped.
check_instance_names() {
  [[ $INSTANCE =~ ^[a-z0-9-]{1,20}$ ]] || die "SANDBOX_INSTANCE has to match [a-z0-9-]{1,20}"
  [[ $SANDBOX_ROOT =~ ^/[A-Za-z0-9/._-]+$ ]] || die "SANDBOX_ROOT has to be an absolute path of plain characters"
}

make_instance() {
  mkdir -p "$INSTANCE_DIR/hosts" "$INSTANCE_DIR/base"
  [ -e "$PRIVATE_KEY" ] || ssh-keygen -q -t ed25519 -N '' -C "sandbox $INSTANCE" -f "$PRIVATE_KEY"
}

# Unpacks the suite's image, once per instance. ext4 without a journal skips inodes that were freed in the last minutes
# one by one, so writing a tree is ten times slower after a similar one was deleted. In a folder with the attribute T,
# each new folder is placed elsewhere on the disk, by its name.
ensure_base() { # KEY
  local base=$INSTANCE_DIR/base partial
  [ ! -e "$base/$1" ] || return 0
  rm -rf --one-file-system "$base"/*.partial
  chattr +T "$base" 2>/dev/null || true # other file systems don't know it
  partial=$(mktemp --directory "$base/XXXXXXXX.partial")
  chmod 755 "$partial"
  interruptible tar --use-compress-program=zstd --numeric-owner --xattrs --xattrs-include='*' \
    -xf "$(image_archive "$1")" -C "$partial"
  mv "$partial" "$base/$1"
}
