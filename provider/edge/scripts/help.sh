# Answers with the engine's own list of its flags, or with nothing.
# shellcheck shell=sh

main() {
  begin
  dockerd --help 2>/dev/null || :
  end
}
main </dev/null
