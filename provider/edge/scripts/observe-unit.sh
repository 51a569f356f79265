# Observes docker.service: its files, its environment files, its program, and sockets that start it.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2317 # observe.sh has value, file and section, and calls these

# The unit's own files. systemctl quotes a path that has a blank; then `systemctl cat` reads the files.
unit_files() {
  value FragmentPath "$1"
  [ -z "$found" ] || file unit "$root$found"
  value DropInPaths "$1"
  case $found in
    *[\"\\]*) text=$(systemctl cat docker.service) ;;
    *) for path in $found; do file unit "$root$path"; done ;;
  esac
}

# The files that EnvironmentFile= names, in order: a line "EnvironmentFiles=PATH (ignore_errors=no)" each, where PATH may
# be a pattern. A required file that can't be read is noted by its path.
unreadable=''
environment_files() {
  IFS=$newline
  set -f
  for line in $1; do
    case $line in EnvironmentFiles=*) ;; *) continue ;; esac
    optional=${line##*ignore_errors=}
    line=${line#*=}
    line=${line% (ignore_errors=*}
    case $line in *[*?[]*) set +f ;; esac
    # shellcheck disable=SC2086 # a pattern is one word, since only a line end cuts
    for path in $root$line; do
      if [ -f "$path" ]; then
        file environment "$path"
      elif [ -e "$path" ] || [ "$optional" = "no)" ]; then
        unreadable="$unreadable${path#"$root"}$newline"
      fi
    done
    set -f
  done
  set +f
  unset IFS
}

# The first line of ExecStart's program if that is a script; "" if there is no such program.
program_start() {
  value ExecStart "$1"
  found=${found#*path=}
  found=$root${found%% ;*}
  [ ! -f "$found" ] || { IFS= read -r program <"$found"; case $program in '#!'*) ;; *) program=; esac; } 2>/dev/null
}

# Sockets beside docker.socket that start the engine, which listens there by fd://.
other_sockets() {
  value TriggeredBy "$1"
  others=
  for unit in $found; do
    case $unit in docker.socket) ;; *.socket) others="$others $unit" ;; esac
  done
  # shellcheck disable=SC2086 # units are words
  [ -z "$others" ] || section sockets "$(systemctl show $others -p Id,ActiveState,Listen)"
}
