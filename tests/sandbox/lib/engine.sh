# shellcheck shell=bash
# An engine that no suite has: a layer on a suite's tree, with its programs and a drop-in that starts them.

ENGINE_TOOL=$SANDBOX_LIB/../../../tools/engine/ensure
ENGINE_FOLDER='' ENGINE_BUILD='' ENGINE_ANSWER=''

# Sets ENGINE_FOLDER to the folder of the programs in the user's cache. Builds them if they are missing.
ensure_engine() {
  ENGINE_ANSWER=$(mktemp)
  setpriv --pdeathsig TERM "$ENGINE_TOOL" >"$ENGINE_ANSWER" &
  ENGINE_BUILD=$!
  wait "$ENGINE_BUILD" || die 'the engine could not be built'
  ENGINE_FOLDER=$(<"$ENGINE_ANSWER")
  end_engine_build
}

# Sends SIGTERM to the build, so that it ends its compilers, too.
end_engine_build() {
  [ -n "$ENGINE_BUILD" ] || return 0
  kill -s TERM "$ENGINE_BUILD" 2>/dev/null && wait "$ENGINE_BUILD"
  rm -f "$ENGINE_ANSWER"
  ENGINE_BUILD=''
}

engine_key() { echo "engine-${ENGINE_FOLDER##*/}"; }

# dockerd looks docker-proxy up on PATH, where /usr/local precedes the suite's folders.
ensure_engine_layer() { # KEY
  local base=$INSTANCE_DIR/base partial units
  [ ! -e "$base/$1" ] || return 0
  partial=$(mktemp --directory "$base/XXXXXXXX.partial")
  units=$partial/etc/systemd/system/docker.service.d
  chmod 755 "$partial"
  mkdir -p "$partial/usr/local/sbin" "$units"
  cp "$ENGINE_FOLDER/dockerd" "$ENGINE_FOLDER/docker-proxy" "$partial/usr/local/sbin/"
  printf '[Service]\nExecStart=\nExecStart=%s\n' \
    '/usr/local/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS' >"$units/10-engine.conf"
  mv "$partial" "$base/$1"
}
