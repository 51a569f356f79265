#!/bin/sh
# Makes a fresh Debian tree a sandbox image. Runs inside the tree (chroot), once per image.
set -eu

add_users() {
  for user in admin ops plain; do
    useradd --create-home --shell /bin/bash "$user"
    echo "$user:$user" | chpasswd
  done
  echo 'admin ALL=(ALL:ALL) ALL' >/etc/sudoers.d/admin
  echo 'ops ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/ops
  chmod 440 /etc/sudoers.d/admin /etc/sudoers.d/ops
}

# OpenSSH 9.8 and later refuse a source address for a while after a few failed logins, good keys included.
# All tests come from one address. Older versions stop at an option that they don't know.
spare_the_test_client() {
  mkdir -p /run/sshd
  if /usr/sbin/sshd -T -o 'PerSourcePenalties no' >/dev/null 2>&1; then
    echo 'PerSourcePenalties no' >/etc/ssh/sshd_config.d/50-sandbox.conf
  fi
}

# systemd-modules-load fails in a container and would leave every host `degraded`.
choose_units() {
  systemctl --quiet enable systemd-networkd
  systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer \
    systemd-networkd-wait-online.service systemd-modules-load.service
}

add_users
spare_the_test_client
choose_units
rm -f /etc/ssh/ssh_host_* /etc/docker/daemon.json # every host gets a key of its own
