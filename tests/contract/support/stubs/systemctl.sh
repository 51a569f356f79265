#!/bin/sh
# Plays systemctl, and the engine behind docker.service, of the machine whose folder is $MACHINE.
# A reload keeps what it finds beside what the engine started with, as dockerd does.
set -u
engine=$MACHINE/engine
file=$MACHINE/root/etc/docker/daemon.json

say() { printf '%s\n' "$1" >>"$engine/journal"; }

# daemon.json as the engine reads it now.
load() { if [ -e "$file" ]; then cat "$file"; else echo '{}'; fi >"$1"; }

# Whether the file holds a word that this engine takes at no price.
refused() { [ -s "$engine/refuses" ] && [ -e "$file" ] && grep -qFf "$engine/refuses" "$file"; }

# The files of docker.service in the order in which systemd reads them.
unit_files() {
  echo "$MACHINE/root/usr/lib/systemd/system/docker.service"
  for drop_in in "$MACHINE"/root/etc/systemd/system/docker.service.d/*.conf; do
    [ ! -e "$drop_in" ] || echo "$drop_in"
  done
}

cat_unit() {
  unit_files | while read -r path; do
    echo "# ${path#"$MACHINE/root"}"
    cat "$path"
    echo
  done
}

# dockerd refuses what its command line says as well.
said_twice() {
  [ -e "$file" ] && case $1 in *" --label="*) grep -q '"labels"' "$file" ;; *) false ;; esac
}

start() {
  command=$(cat_unit | sed -n 's/^ExecStart=\(..*\)/\1/p' | tail -n 1)
  if [ -e "$engine/broken" ] || refused || said_twice "$command"; then
    say 'level=fatal msg="failed to start daemon: it was told so"'
    echo failed >"$engine/state"
    echo "Job for docker.service failed because the control process exited with error code." >&2
    return 1
  fi
  rm -f "$engine"/reload.*
  load "$engine/started.json"
  printf '%s ' "$command" | tr ' ' '\0' >"$MACHINE/root/proc/4242/cmdline"
  echo active >"$engine/state"
  say 'level=info msg="Daemon has completed initialization"'
}

# Returns 0 for a refused file, too.
reload() {
  [ "$(cat "$engine/state")" = active ] || return 1
  if refused; then
    say 'level=error msg="Error reconfiguring the daemon: it was told so"'
  else
    load "$engine/reload.$(printf %06d "$(wc -l <"$engine/journal")")"
    say 'level=info msg="Reloaded configuration: {}"'
  fi
}

main_pid() { if [ "$(cat "$engine/state")" = active ]; then echo 4242; else echo 0; fi; }

properties() {
  echo "Id=$1"
  echo LoadState=loaded
  echo "ActiveState=$(cat "$engine/state")"
  echo SubState=running
  echo UnitFileState=enabled
  echo "FragmentPath=/usr/lib/systemd/system/$1"
  echo "DropInPaths=$(unit_files | sed -n "2,\$s|^$MACHINE/root||p" | tr '\n' ' ')"
  echo NeedDaemonReload=no
  echo InvocationID=0
  [ "$1" = docker.socket ] || echo "MainPID=$(main_pid)"
}

# show UNIT... -p NAME[,NAME...]...
show() {
  units='' wanted=''
  while [ $# -gt 0 ]; do
    case $1 in
      -p) wanted="$wanted|$(printf %s "$2" | tr , '|')"; shift ;;
      *) units="$units $1" ;;
    esac
    shift
  done
  first=yes
  for unit in $units; do
    [ "$first" = yes ] || echo
    first=no
    properties "$unit" | grep -E "^(${wanted#|})="
  done
}

printf '%s\n' "$*" >>"$engine/calls"
case "$*" in
  "show "*) shift && show "$@" ;;
  "cat docker.service") cat_unit ;;
  "reload docker.service") reload ;;
  "restart docker.service" | "start docker.socket docker.service") start ;;
  "stop docker.service" | "stop docker.service docker.socket") echo inactive >"$engine/state" ;;
  "reset-failed docker.service docker.socket" | daemon-reload) ;;
  *)
    echo "unexpected: systemctl $*" >&2
    exit 64
    ;;
esac
