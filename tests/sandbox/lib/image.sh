# shellcheck shell=bash
# Base images: one archive per suite in the user's cache, built once.

PARTIAL_IMAGE=''
IMAGE_SUITES='bullseye bookworm trixie forky'

require_suite() { # SUITE
  case " $IMAGE_SUITES " in
    *" $1 "*) ;;
    *) die "no suite $1: one of $IMAGE_SUITES" ;;
  esac
}

image_packages() { # SUITE
  local packages=systemd,systemd-sysv,dbus,openssh-server,docker.io,iproute2,iptables,nftables,sudo,busybox-static,ca-certificates
  case $1 in
    bullseye | bookworm) ;;
    *) packages+=,docker-cli ;; # a package of its own from trixie on
  esac
  echo "$packages"
}

# Names an image by its suite and the hash of its recipe, so that a changed recipe is a new image.
image_key() { # SUITE
  local recipe
  recipe=$({ uname -m; image_packages "$1"; cat "$SANDBOX_LIB/image-prepare.sh"; } | sha256sum)
  echo "$1-${recipe:0:12}"
}

image_archive() { # KEY
  echo "$IMAGE_CACHE/$1.tar.zst"
}

# Runs mmdebstrap in its own PID and mount namespace: its processes and mounts end with the first of them. Valid-Until
# is not checked: Release files of testing suites expire on frozen mirrors.
bootstrap() { # SUITE FOLDER
  # shellcheck disable=SC2016 # the hook expands it
  TMPDIR=$2 PREPARE=$SANDBOX_LIB/image-prepare.sh interruptible \
    unshare --pid --fork --kill-child --mount --mount-proc \
    mmdebstrap --quiet --mode=root --variant=minbase --format=tar \
    --aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
    --include="$(image_packages "$1")" \
    --customize-hook='chroot "$1" sh -s <"$PREPARE"' \
    "$1" "$2/image.tar" >"$2/log" 2>&1
}

build_image() { # SUITE KEY FOLDER
  local start=$SECONDS
  say "building $1 image (about a minute, once)..."
  rm -rf --one-file-system "$3"
  mkdir -p "$3"
  if ! bootstrap "$1" "$3"; then
    tail -n 20 "$3/log" >&2
    die "the $1 image could not be built"
  fi
  interruptible zstd --quiet -T0 -3 "$3/image.tar" -o "$3/image.tar.zst"
  mv "$3/image.tar.zst" "$(image_archive "$2")"
  say "$1 image built in $((SECONDS - start)) s: $(image_archive "$2")"
}

# Builds the suite's image if it is not cached; a second builder waits for the first and uses its archive.
ensure_image() { # SUITE
  local key
  require_suite "$1"
  key=$(image_key "$1")
  [ -e "$(image_archive "$key")" ] && return
  take_lock "$IMAGE_CACHE/$key.lock"
  if [ ! -e "$(image_archive "$key")" ]; then
    PARTIAL_IMAGE=$IMAGE_CACHE/$key.partial
    build_image "$1" "$key" "$PARTIAL_IMAGE"
    drop_partial_image
  fi
  drop_lock
}

# Requires the key's lock, whose holder owns the folder.
drop_partial_image() {
  [ -n "$PARTIAL_IMAGE" ] || return 0
  # the last processes of a build that was killed may still be writing
  rm -rf --one-file-system "$PARTIAL_IMAGE" 2>/dev/null || { sleep 1; rm -rf --one-file-system "$PARTIAL_IMAGE"; }
  PARTIAL_IMAGE=''
}
