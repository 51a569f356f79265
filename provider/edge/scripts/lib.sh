# Shared by every script: the frame of its answer, its steps, its folders. POSIX sh.
# A script is called with $1, a word that frames its answer, and $2, a root folder (empty on a real host).
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154,SC2317 # each script uses a part of this; read_payload sets p_...
set -u
umask 022
export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
nonce=$1
root=${2:-}
state=$root/var/lib/pulumi-dockerd
# A transaction is one of these folders, and becomes the next one by a rename: of two processes the second finds none.
pending=$state/pending # not confirmed: the values and the original files that a rollback needs
undoing=$state/undoing # being rolled back
settled=$state/settled # committed; its manifest isn't in place yet
newline='
'

# has_line TEXT LINE
has_line() { case $newline$1$newline in *"$newline$2$newline"*) ;; *) return 1 ;; esac; }

# A part of an answer: a line "NAME LENGTH", as many bytes, and a line end.
section() { printf '%s %d\n%s\n' "$1" "${#2}" "$2"; }

# Replaced by programs.sh if the script contains it.
programs() { :; }

begin() { printf 'BEGIN %s\n' "$nonce"; }
end() { printf 'END %s\n' "$nonce"; }

# Runs one step and reports it: "step NAME", and if it fails "failed NAME REASON" and its output, a line "detail ..." each.
step() {
  printf 'step %s\n' "$1"
  if said=$("$@" 2>&1); then return 0; fi
  reason=${said##*"$newline"}
  case $reason in
    "reason "*) said=${said%"$reason"} reason=${reason#reason } ;;
    *) reason=error ;;
  esac
  printf 'failed %s %s\n' "$1" "$reason"
  said=${said%"$newline"}
  [ -z "$said" ] || printf '%s\n' "$said" | tail -n 40 | sed 's/^/detail /'
  return 1
}

# Fails with a reason code that the client knows. A step prints nothing after it; one that fails without a code has the
# code "error". fail REASON
fail() {
  printf 'reason %s\n' "$1"
  return 1
}

# Reports the output of the last step although it succeeded.
notes() { [ -z "$said" ] || printf '%s\n' "$said" | tail -n 40 | sed 's/^/note /'; }

# Sets `target` to daemon.json's path, symbolic links resolved.
find_target() {
  target=$root/etc/docker/daemon.json
  [ -L "$target" ] || [ -L "$root/etc/docker" ] || return 0
  # From its own folder: busybox resolves a dangling relative link from the current one.
  real=$(cd "$root/etc/docker" 2>/dev/null && readlink -f daemon.json) && target=$real
}
