# Ends a transaction whose result was proven: our record of it is written, or all trace of us is removed.
# shellcheck shell=sh

record() {
  mkdir -p "$state" && chmod 700 "$state" && (umask 077 && write_base64 "$p_manifest" "$state/manifest.new") &&
    replace "$state/manifest.new" "$state/manifest.json" && rm -rf "$state/previous"
}

forget() { rm -rf "$state"; }

# A host that already had what was declared has no first set yet: it is what is there.
first_set() { [ -e "$state/first" ] || keep_set "$state/first"; }

main() {
  trap '' HUP PIPE
  begin
  read_payload || return
  if [ "$p_manifest" = none ]; then step forget; else step first_set && step record; fi
  end
}
main
