# shellcheck shell=bash
# Three engine generations, in the demo's own sandbox.

export SANDBOX_INSTANCE=demo-$$
# shellcheck disable=SC2034 # for the other parts
network=("$sandbox" exec) prefix='' good_mirror=https://mirror.example.com may_restart=yes

start_hosts() {
  run_beside $sandbox up --owner $$ web-1=bookworm web-2=trixie web-3=forky >&2
}

find_hosts() {
  # Keeps only the fields of a user's inventory.
  $sandbox inventory | node -e '
    const { hosts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const form = ({ name, address, hostKey, privateKeyFile }) => ({ name, address, hostKey, privateKeyFile });
    console.log(JSON.stringify({ hosts: hosts.map(form) }));
  ' >"$work/sandbox.json"
  use_inventory "$work/sandbox.json"
}

ask() { :; }
clear_leftovers() { :; }
nothing_left() { :; }

leave_hosts() { $sandbox down >/dev/null 2>&1 || true; }
