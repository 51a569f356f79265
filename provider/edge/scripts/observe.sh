# Observes a host. Changes nothing, and creates no temporary file.
# Each section is a line "NAME LENGTH [WORDS]", as many bytes, and a line end.
# A process costs a millisecond, systemctl ten: files are read together, and programs are looked for without one.
# shellcheck shell=sh

# Notes a file for read_files, if it exists. file NAME PATH
files='' paths=''
file() {
  [ -f "$2" ] || return 0
  files="$files$1 ${2#"$root"}$newline"
  paths="$paths$2$newline"
}

# Prints the noted files: a line "NAME PATH" each, a line "SIZE MODE UID GID TIME" each, and their bytes in a row. Of docker's
# CLI only the second line, with its path: it shows whether the CLI has changed, and running it takes 20 to 50 ms.
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

# Sets `found` to the value of a line "NAME=VALUE" of a text. value NAME TEXT
value() {
  found="$newline$2"
  case $found in *"$newline$1="*) ;; *) found=; return ;; esac
  found=${found#*"$newline$1="}
  found=${found%%"$newline"*}
}

# Has a running engine queried at the same time: by the client, which reads the first line and forwards the socket (as root),
# or under sudo from here. Nothing else is printed before the engine's answer.
have_engine_asked() {
  if [ -n "${SUDO_UID-}" ] && command -v perl >/dev/null; then ask_engine & else section running ""; fi
}

# Sends all requests on one connection. Perl's own calls, since its modules take 20 ms to load: AF_UNIX is 1 on every Linux,
# SOCK_STREAM 1 or (MIPS) 2. If the engine hangs, the client queries it later.
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

# The hashes of the TLS files that the provider wrote.
tls() {
  set -- "$root"/etc/docker/pulumi-dockerd-tls-*/*
  [ ! -e "$1" ] || section tls "$(sha256sum "$@" | sed "s#  $root/#  /#")"
}

# A change that hasn't ended.
unfinished() {
  for path in "$pending" "$undoing" "$settled"; do
    [ ! -e "$path" ] || section unfinished "${path##*/}"
  done
}

# The kind of daemon.json's path if it is neither a file, a link to one, nor absent: a rename would replace it for good.
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
    # Times in UTC: a zone's name alone is ambiguous.
    units=$(TZ=UTC systemctl show docker.service docker.socket pulumi-dockerd.timer pulumi-dockerd.service \
      -p Id,LoadState,ActiveState,SubState,UnitFileState,FragmentPath,DropInPaths,MainPID,NeedDaemonReload \
      -p InvocationID,Description,ActiveEnterTimestamp,ExecMainStartTimestamp,ExecStart,EnvironmentFiles,TriggeredBy) || systemd_failed=$?
    service=${units%%"$newline$newline"*}
    value ActiveState "$service"
    # A connection to a stopped engine's socket would start it: its version comes from the program.
    if [ "$found" = active ]; then have_engine_asked; else stopped=$(dockerd --version 2>/dev/null); fi
    value MainPID "$service"
    if [ "${found:-0}" != 0 ]; then
      argv=$(tr '\0' '\n' <"$root/proc/$found/cmdline")
      executable=$(readlink "$root/proc/$found/exe")
    fi
    unit_files "$service"
    environment_files "$service"
    program_start "$service"
    file drop-in "$root/etc/systemd/system/docker.service.d/zzz-pulumi-dockerd.conf"
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
