# Values from the client, and files that are written as a whole.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154,SC2317 # each script uses a part of this; read_payload sets p_...

# Reads "name value" lines and sets p_name for each; fails if the last one isn't "end". Values are words without meaning to
# the shell: numbers, hashes, base64 and paths. Lines "artefact ..." are put together in p_artefacts.
read_payload() {
  p_artefacts=
  while read -r name value; do
    case $name in
      end) return 0 ;;
      artefact)
        p_artefacts=$p_artefacts$value$newline
        case $value in "daemon.json "*) target=$root${value#* * * * * * * } ;; esac
        continue
        ;;
      text_*[!a-z0-9_]*) break ;;
      text_*) ;;
      id | holder | hold | limit | confirm | failure | restore | check | start | back | argv | activate | rollback | partial) ;;
      manifest | caller | paths | preflight | engine | socket | pid | dependents | run | result | tls_before | tls_after) ;;
      *) break ;;
    esac
    eval "p_$name=\$value"
  done
  # Cut off, or an unknown name: nothing may be changed.
  p_artefacts=
  return 1
}

decode() { printf '%s' "$1" | base64 -d; }

# Writes a text and reads it again, since some versions of base64 report no full disk. write_base64 TEXT FILE
write_base64() {
  decode "$1" >"$2" && [ "$(base64 <"$2" | tr -d '\n')" = "$1" ]
}

hash_of() {
  if [ -e "$1" ]; then
    sum=$(sha256sum "$1") && printf '%s' "${sum%% *}"
  else
    printf absent
  fi
}

# Replaces a file by one rename, synced before and after. replace FROM TO
replace() {
  sync "$1" && mv -f "$1" "$2" && sync "${2%/*}"
}

# Removes a folder if it is empty.
remove_empty() { [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || :; }

# Names beside a file: the new one, the original one, and one for a single start of the engine, in a change or a rollback.
start() { printf '%s.pulumi-dockerd-start' "$1"; }
new() { printf '%s.pulumi-dockerd' "$1"; }
old() { printf '%s.pulumi-dockerd-old' "$1"; }
back() { printf '%s.pulumi-dockerd-back' "$1"; }
