/** The engine's configuration file on a host. */
export const DAEMON_JSON = "/etc/docker/daemon.json";

/** The provider's folder on a host: manifest, original configuration and the last sets. */
export const STATE_FOLDER = "/var/lib/pulumi-dockerd";

/** The provider's drop-in of docker.service. systemd reads drop-ins by name: this one sorts after the usual names. */
export const DROP_IN = "/etc/systemd/system/docker.service.d/zzz-pulumi-dockerd.conf";
