# Prints facts of one of the user's own hosts, before the confirmation. Changes nothing.
# shellcheck shell=sh
main() {
  echo "version $(docker version --format '{{.Server.Version}}' 2>/dev/null)"
  echo "containers $(docker ps -q 2>/dev/null | wc -l | tr -d ' ')"
  echo "liveRestore $(docker info --format '{{.LiveRestoreEnabled}}' 2>/dev/null)"
  pid=$(systemctl show -p MainPID --value docker.service)
  case $(tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline") in *--label*) echo "labelFlag yes" ;; *) echo "labelFlag no" ;; esac
  echo "file $(base64 2>/dev/null </etc/docker/daemon.json | tr -d '\n')"
  echo "record $(base64 2>/dev/null </var/lib/pulumi-dockerd/manifest.json | tr -d '\n')"
}
main
