# Answers with what docker's programs say of themselves.
# shellcheck shell=sh

main() {
  begin
  programs
  end
}
main </dev/null
