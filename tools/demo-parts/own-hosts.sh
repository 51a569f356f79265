# shellcheck shell=bash
# The user's own hosts, from an inventory file: two labels by reload, and only after a confirmation.

# shellcheck disable=SC2034 # for the other parts
network=() prefix=pulumi-dockerd-demo- good_mirror='' may_restart=no
touched=no

start_hosts() { :; }
find_hosts() { use_inventory "$INVENTORY"; }

# Prints what the demo will do on each host, and waits for a confirmation. Nothing has changed so far.
ask() {
  local answer=${CONFIRM:-} host
  mkdir "$work/facts"
  for host in "${hosts[@]}"; do
    on "$host" "$(cat tools/demo-parts/look.sh)" >"$work/facts/$host" || stop "$host: cannot be inspected as root"
  done
  printf '\nThe demo sets two labels, %sregion and %srole, by a reload of each engine, and removes them again:\n' "$prefix" "$prefix"
  node_modules/.bin/tsx tools/demo-parts/main.ts judge "$work" "$(urn_of '')" || stop "nothing was touched"
  if [ -z "$answer" ]; then
    [ -t 0 ] || stop "no terminal for the confirmation, so nothing was touched; set CONFIRM=yes"
    read -r -p 'Type yes to continue: ' answer
  fi
  [ "$answer" = yes ] || stop "not confirmed, so nothing was touched"
  touched=yes
}

# Removes the rest of an earlier demo that was killed: up adopts it, and destroy removes it.
clear_leftovers() {
  grep -q '^record .' "$work"/facts/* || return 0
  must up --yes --skip-preview
  must destroy --yes --skip-preview
}

# Prints the URN in the manifest on a host while the demo manages it.
urn_of() { echo "urn:pulumi:demo::dockerd-fleet::dockerd:index:Fleet\$pulumi-nodejs:dynamic/dockerd:Daemon::fleet-$1"; }

# Called once the hosts' original state was verified.
nothing_left() { touched=no; }

# Removes what the demo declared, however it ends. An interrupted run may have stopped anywhere, so this begins with an
# up, which adopts whatever was begun.
leave_hosts() {
  [ "$touched" = yes ] || return 0
  # Continue even if the terminal is gone.
  echo "restoring your hosts ..." >&2 || true
  p cancel --yes || true
  p refresh --yes --skip-preview --clear-pending-creates || true
  if declare_good && p up --yes --skip-preview && p destroy --yes --skip-preview; then return; fi
  cat "$work/out" >&2 || true
  echo "Not every host was restored; run the demo again with this inventory: it adopts what is left and removes it." >&2 || true
}
