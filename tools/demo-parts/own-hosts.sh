# shellcheck shell=bash
# The user's own hosts, out of an inventory file: two labels by reload, and only after a yes.

# shellcheck disable=SC2034 # for the other parts
network=() prefix=pulumi-dockerd-demo- good_mirror='' may_restart=no
touched=no

start_hosts() { :; }
find_hosts() { use_inventory "$INVENTORY"; }

# Says what is going to happen where, and waits for a yes. Up to here nothing was changed.
ask() {
  local answer=${CONFIRM:-} host
  mkdir "$work/facts"
  for host in "${hosts[@]}"; do
    on "$host" "$(cat tools/demo-parts/look.sh)" >"$work/facts/$host" || stop "$host: nobody can look at it as root"
  done
  printf '\nThe demo sets two labels, %sregion and %srole, by a reload of each engine, and takes them away again:\n' "$prefix" "$prefix"
  node_modules/.bin/tsx tools/demo-parts/main.ts judge "$work" "$(urn_of '')" || stop "nothing was touched"
  if [ -z "$answer" ]; then
    [ -t 0 ] || stop "there is no terminal to ask on, so nothing was touched; CONFIRM=yes answers the question"
    read -r -p 'Write yes to go on: ' answer
  fi
  [ "$answer" = yes ] || stop "the answer wasn't yes, so nothing was touched"
  touched=yes
}

# What an earlier demo left that was ended the hard way: an up takes it over, a destroy takes it away.
clear_leftovers() {
  grep -q '^record .' "$work"/facts/* || return 0
  must up --yes --skip-preview
  must destroy --yes --skip-preview
}

# The owner that stands in our record on a host while the demo has it.
urn_of() { echo "urn:pulumi:demo::dockerd-fleet::dockerd:index:Fleet\$pulumi-nodejs:dynamic/dockerd:Daemon::fleet-$1"; }

# Said once the hosts were seen to be as before.
nothing_left() { touched=no; }

# However the demo ends: what it declared is taken away. An interrupted run may have got anywhere, so this begins with
# an up, which takes over whatever was begun.
leave_hosts() {
  [ "$touched" = yes ] || return 0
  # A terminal that is gone is no reason to stop here.
  echo "putting your hosts back ..." >&2 || true
  p cancel --yes || true
  p refresh --yes --skip-preview --clear-pending-creates || true
  if declare_good && p up --yes --skip-preview && p destroy --yes --skip-preview; then return; fi
  cat "$work/out" >&2 || true
  echo "Not everything was put back; run the demo again with this inventory: it takes over what is left and takes it away." >&2 || true
}
