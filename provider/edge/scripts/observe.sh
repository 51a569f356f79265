# Answers with what a host shows. Changes nothing, not even a temporary file.
# Each section is a line "NAME LENGTH [WORDS]", as many bytes, and a line end.
# A process costs a millisecond, systemctl ten: files are read together, and programs are looked for without one.
# shellcheck shell=sh

# Notes a file, for read_files: file NAME PATH. One that isn't there is left out.
files='' paths=''
file() {
  [ -f "$2" ] || return 0
  files="$files$1 ${2#"$root"}$newline"
  paths="$paths$2$newline"
}

# The noted files: a line "NAME PATH" each, a line "SIZE MODE UID GID TIME" each, and their bytes in a row; of docker's
# CLI its line alone, with its path: whether it is the same as before shows without running it, which takes 20 to 50 ms.
read_files() {
  section files "${files%"$newline"}"
  value docker "$tools"
  [ -n "$paths$found" ] || return 0
  IFS=$newline
  set -f
  # shellcheck disable=SC2086 # a line is a word
  stats=$newline$(stat -L -c '%s %a %u %g %Y' $paths $found)
  if [ -n "$found" ]; then
    section cli "${stats##*"$newline"} $found"
    stats=${stats%"$newline"*}
  fi
  stats=${stats#"$newline"}
  total=0
  for line in $stats; do total=$((total + ${line%% *})); done
  section stats "$stats"
  printf 'contents %d\n' "$total"
  # shellcheck disable=SC2086
  cat $paths
  echo
}

find_tools() {
  tools=
  IFS=:
  for tool in dockerd docker socat perl python3; do
    for folder in $PATH; do
      [ ! -f "$folder/$tool" ] || [ ! -x "$folder/$tool" ] || { tools="$tools$tool=$folder/$tool$newline" && break; }
    done
  done
  unset IFS
}

# value NAME TEXT: what a line "NAME=VALUE" of a text says.
value() {
  found="$newline$2"
  case $found in *"$newline$1="*) ;; *) found=; return ;; esac
  found=${found#*"$newline$1="}
  found=${found%%"$newline"*}
}

# A running engine is asked beside the rest: by the client, who is told by the first line and forwards the socket (root
# may open it), or under sudo from here. Until it has answered nothing else is written.
have_engine_asked() {
  if [ -n "${SUDO_UID-}" ] && command -v perl >/dev/null; then ask_engine & else section running ""; fi
}

# All questions on one connection. Perl's own calls, since its modules take 20 ms to load: AF_UNIX is 1 on every Linux,
# SOCK_STREAM 1 or (MIPS) 2. An engine that hangs is left to the client.
# shellcheck disable=SC2016 # perl's own variables
ask_engine() {
  perl -e '
    alarm 10;
    my ($path, @questions) = @ARGV;
    for my $type (1, 2) { socket(S, 1, $type, 0) or exit; $open = connect(S, pack("Sa108", 1, $path)) and last }
    exit if !$open;
    my $last = pop @questions;
    my $ask = join "", map { "GET $_ HTTP/1.1\r\nHost: docker\r\n\r\n" } @questions;
    syswrite S, "${ask}GET $last HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n";
    my $answer = "";
    while (sysread S, $answer, 65536, length $answer) {}
    print "engine ", length $answer, " @questions $last\n$answer\n";
  ' "$root/var/run/docker.sock" /version /info /networks/bridge /containers/json
}

# The hashes of the engine's TLS files, where they are ours.
tls() {
  set -- "$root"/etc/docker/pulumi-dockerd-tls-*/*
  [ ! -e "$1" ] || section tls "$(sha256sum "$@" | sed "s#  $root/#  /#")"
}

# A change that nobody ended, or that someone is in the middle of.
unfinished() {
  for path in "$pending" "$undoing" "$settled"; do
    [ ! -e "$path" ] || section unfinished "${path##*/}"
  done
}

# What stands in daemon.json's place, unless it is a file, a link to one, or nothing: a rename would replace it for good.
target_kind() {
  if [ -d "$target" ]; then
    section target-kind directory
  elif [ -e "$target" ]; then
    [ -f "$target" ] || section target-kind special
  elif [ -L "$target" ]; then
    section target-kind "link $(readlink "$target")"
  fi
}

main() {
  begin
  if [ -d "$root/run/systemd/system" ]; then
    # Times in UTC: the zone's name alone doesn't tell what time it is.
    units=$(TZ=UTC systemctl show docker.service docker.socket pulumi-dockerd.timer pulumi-dockerd.service \
      -p Id,LoadState,ActiveState,SubState,UnitFileState,FragmentPath,DropInPaths,MainPID,NeedDaemonReload \
      -p InvocationID,Description,ActiveEnterTimestamp,ExecMainStartTimestamp,ExecStart,EnvironmentFiles,TriggeredBy) || systemd_failed=$?
    service=${units%%"$newline$newline"*}
    value ActiveState "$service"
    # The socket of a stopped engine isn't touched by anyone: systemd would start it. It says its version itself.
    if [ "$found" = active ]; then have_engine_asked; else stopped=$(dockerd --version 2>/dev/null); fi
    value MainPID "$service"
    if [ "${found:-0}" != 0 ]; then
      argv=$(tr '\0' '\n' <"$root/proc/$found/cmdline")
      executable=$(readlink "$root/proc/$found/exe")
    fi
    unit_files "$service"
    environment_files "$service"
    program_start "$service"
    file drop-in "$drop_in"
  fi
  find_target
  find_tools
  file os-release "$root/etc/os-release"
  file machine-id "$root/etc/machine-id"
  file daemon.json "$target"
  file manifest "$state/manifest.json"
  file first "$state/first/daemon.json"
  wait
  [ -z "${units+known}" ] || section units "$units"
  [ -z "${systemd_failed-}" ] || section systemd-failed "$systemd_failed"
  section process "${argv-}"
  [ -z "${executable-}" ] || section executable "$executable"
  [ -z "${program-}" ] || section program "$program"
  [ -z "$unreadable" ] || section unreadable "${unreadable%"$newline"}"
  [ -z "${service-}" ] || other_sockets "$service"
  [ -z "${stopped-}" ] || section stopped-engine "$stopped"
  [ -z "${text+known}" ] || section unit-text "$text"
  section target "${target#"$root"}"
  target_kind
  section now "$(date +%s)"
  section tools "$tools"
  tls
  unfinished
  [ ! -e "$state/first/absent" ] || section first-absent ""
  programs
  read_files
  end
}
main </dev/null
