# Prints the versions and flags that docker's programs report.
# shellcheck shell=sh

main() {
  begin
  programs
  end
}
main </dev/null
