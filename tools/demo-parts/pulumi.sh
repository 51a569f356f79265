# shellcheck shell=bash
# The real Pulumi CLI with a copy of examples/fleet, so that nothing is left in the repository; its output goes to
# $work/out.

set_up_pulumi() { # FOLDER of the CLI
  set -a
  # shellcheck source=../pulumi/offline.env
  . tools/pulumi/offline.env
  set +a
  export PATH=$1:$PATH PULUMI_HOME=$work/home PULUMI_BACKEND_URL=file://$work PULUMI_CONFIG_PASSPHRASE
  # The state holds the hosts' private keys.
  PULUMI_CONFIG_PASSPHRASE=$(head -c 24 /dev/urandom | base64)
  # `npm run check` has checked the program's types.
  export PULUMI_NODEJS_TRANSPILE_ONLY=true
  cp -r examples/fleet "$work/program"
  ln -s "$PWD/node_modules" "$work/program/node_modules"
}

p() { "${network[@]}" pulumi --cwd "$work/program" --non-interactive "$@" >"$work/out" 2>&1; }
must() { p "$@" || { cat "$work/out" >&2; fail "pulumi $*"; }; }
must_fail() { if p "$@"; then fail "pulumi $* succeeded"; fi; }
printed() { grep -qF -- "$1" "$work/out" || { cat "$work/out" >&2; fail "pulumi didn't print: $1"; }; }

make_stack() {
  must stack init demo
  must config set inventory "$work/inventory.json"
}

# Declares the default options; steps change them. "mirrors" is empty for none.
declare_good() {
  local wanted=(--plaintext "labels.${prefix}region=eu" --plaintext "labels.${prefix}role=web")
  p config rm-all --path mirrors logOpts &&
    p config set-all --path "${wanted[@]}" ${good_mirror:+--plaintext "mirrors[0]=$good_mirror"}
}
