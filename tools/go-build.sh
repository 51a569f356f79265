# shellcheck shell=bash
# Builds programs from Go modules of this repository, each into a folder of the user's cache that is named by a hash of
# all inputs. Sourced by the `ensure` scripts, which set before:
#
#   tool_name    the prefix of messages
#   store        the folder of the results in the cache
#   build_flags  flags of `go build`, an array
# shellcheck disable=SC2154,SC2034 # set, or used, by who sources this

readonly EXIT_NO_GO=3
readonly SECONDS_BETWEEN_LINES=10

# All settings besides go.mod, go.sum and the flags that determine the result. The user's own GOFLAGS, go.work and newer
# toolchains are ignored, and without cgo no C compiler is needed.
readonly go_settings=(GOTOOLCHAIN=local GOWORK=off GOFLAGS=-mod=readonly CGO_ENABLED=0)

scratch=
child=

say() { printf '%s: %s\n' "$tool_name" "$*" >&2; }

# Ends the running job and removes unfinished results, however the script ends.
clean_up() {
  if [[ -n $child ]]; then
    { kill -TERM -- "-$child" && wait "$child"; } 2>/dev/null || true
  fi
  [[ -z $scratch ]] || rm -rf -- "$scratch" || true
}

clean_up_at_exit() {
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# Starts a command as `child`, in a process group of its own: `go` starts compilers
# that outlive it, and a shell acts on a signal only while it waits for a job.
start() {
  set -m
  "$@" &
  child=$!
  set +m
}

# Waits for the command that `start` started. Returns its status.
finish() {
  local status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

# The pinned version of a Go module; its path is a regular expression. pinned GO.MOD PATH
pinned() { awk -v path="^$2\$" '$1 ~ path { print $2; exit }' "$1"; }

# The oldest Go that some Go modules accept.
oldest_go() { awk '$1 == "go" { print $2 }' "$@" | sort -V | tail -n 1; }

digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }

# Succeeds if Go of this version or later is installed. Otherwise prints the one on PATH.
is_go() { # VERSION
  local found
  found=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | grep -Eo 'go[0-9][0-9.]*' | head -n 1) || true
  found=${found#go}
  echo "${found:-none}"
  [[ -n $found && $(printf '%s\n' "$1" "$found" | sort -V | head -n 1) == "$1" ]]
}

# Holds the lock until the script ends, so that of two runs one builds and the other uses the result. Without flock both
# build, which only costs time.
take_lock() {
  command -v flock >/dev/null || return 0
  exec 9>"$store/.lock"
  if ! flock --nonblock 9; then
    say 'another run is building it; waiting for that run to end'
    start flock 9
    finish
  fi
  # A killed run left these files, and its `go` may still write there.
  rm -rf -- "$store"/.building.* || true
}

# Runs `go` at low priority and prints progress every few seconds: how many lines of its output match the pattern, and
# of how many if that is known.
go_with_progress() {
  local what=$1 pattern=$2 total=$3 began=$SECONDS next=$SECONDS_BETWEEN_LINES elapsed
  shift 3
  start nice go "$@" >"$scratch/out" 2>"$scratch/log" 9>&-
  while kill -0 "$child" 2>/dev/null; do
    sleep 0.5 9>&- &
    wait $!
    elapsed=$((SECONDS - began))
    if ((elapsed >= next)); then
      say "  $what: $(grep -Ec "$pattern" "$scratch/log" || true)${total:+ of $total}, $elapsed s"
      next=$((next + SECONDS_BETWEEN_LINES))
    fi
  done
  finish && return
  say "go $1 failed in $PWD:"
  tail -n 20 "$scratch/log" >&2
  exit 1
}

# Begins a build: creates a scratch folder beside the result's folder, with bin/ in it.
begin_build() {
  scratch=$(mktemp -d "$store/.building.XXXXXX")
  mkdir "$scratch/bin" "$scratch/tmp"
  export "${go_settings[@]}" GOTMPDIR="$scratch/tmp"
}

# Builds the tools that a Go module declares into $scratch/bin. build_tools FOLDER LDFLAGS
build_tools() {
  local stale
  cd -- "$1" || exit
  go_with_progress 'modules downloaded' '^go: downloading' '' \
    list -deps "${build_flags[@]}" -f '{{if .Stale}}{{.ImportPath}}{{end}}' tool
  stale=$(grep -c . "$scratch/out" || true)
  go_with_progress 'packages compiled' '^[^ ]+$' "$stale" \
    build -v "${build_flags[@]}" "-ldflags=$2" -o "$scratch/bin/" tool
}
