# Answers with what a host shows. Changes nothing, not even a temporary file.
# Each section is a line "NAME LENGTH [ARGUMENTS]", as many bytes, and a line end.
# shellcheck shell=sh

section() { printf '%s %d\n%s\n' "$1" "${#2}" "$2"; }

# A file's own bytes: section NAME SIZE MODE UID GID PATH. Nothing where there is none.
file() {
  [ -f "$2" ] || return 0
  meta=$(stat -L -c '%s %a %u %g' "$2") || return 0
  printf '%s %s %s\n' "$1" "$meta" "${2#"$root"}"
  cat "$2"
  echo
}

tools() {
  for tool in dockerd docker socat nc perl python3; do
    if path=$(command -v $tool); then printf '%s=%s\n' "$tool" "$path"; fi
  done
}

units() {
  systemctl show docker.service docker.socket -p Id,LoadState,ActiveState,SubState,UnitFileState,FragmentPath \
    -p DropInPaths,MainPID,NeedDaemonReload,InvocationID
}

process() {
  pid=${1#*MainPID=}
  pid=${pid%%"$newline"*}
  [ "${pid:-0}" = 0 ] || tr '\0' '\n' <"$root/proc/$pid/cmdline"
}

# docker's CLI by its file: whether it is the same as before shows without running it, which takes 20 to 50 ms.
cli() {
  path=$(command -v docker) || return 0
  section cli "$(stat -L -c '%s %Y' "$path") $path"
}

# An engine that runs tells its version itself.
stopped_engine() {
  case $1 in *"${newline}ActiveState=active$newline"*) return 0 ;; esac
  if version=$(dockerd --version 2>/dev/null); then section stopped-engine "$version"; fi
}

main() {
  begin
  section uid "$(id -u)"
  section tools "$(tools)"
  cli
  file os-release "$root/etc/os-release"
  file machine-id "$root/etc/machine-id"
  if [ -d "$root/run/systemd/system" ]; then
    u=$(units)
    section units "$u"
    section process "$(process "$u")"
    section unit-text "$(systemctl cat docker.service)"
    for path in "$root"/etc/default/docker "$root"/etc/sysconfig/docker*; do file environment "$path"; done
    file drop-in "$drop_in"
    stopped_engine "$newline${u%%"$newline$newline"*}$newline"
  fi
  # From its own folder: busybox takes a relative link that leads nowhere from the current one.
  target=$(cd "$root/etc/docker" 2>/dev/null && readlink -f daemon.json) || target=$root/etc/docker/daemon.json
  section target "${target#"$root"}"
  file daemon.json "$target"
  file manifest "$state/manifest.json"
  file first "$state/first/daemon.json"
  [ ! -e "$state/first/absent" ] || section first-absent ""
  end
}
main </dev/null
