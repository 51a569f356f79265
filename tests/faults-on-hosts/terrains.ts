import type { OperationName } from "../sim/operations";

/** How a real host is put into a condition of tests/sim/terrain, and made healthy again. */
export interface RealTerrain {
  readonly setUp: string;
  readonly tearDown: string;
  readonly socketless?: true;
}

const UNIT = "/etc/systemd/system/docker.service";
const RELOAD = "systemctl daemon-reload; systemctl reset-failed docker.service docker.socket 2>/dev/null";
const START = `${RELOAD}; systemctl restart docker.service`;

/** Copies the vendor's unit to /etc and edits it by sed. */
const unit = (sed: string): RealTerrain => ({
  setUp: `cp "$(systemctl show -p FragmentPath --value docker.service)" ${UNIT}; sed -i -E '${sed}' ${UNIT}; ${START}`,
  tearDown: `rm -f ${UNIT}; ${START}`,
});

const dropIn = (name: string, lines: string, before = ""): RealTerrain => ({
  setUp: `${before}mkdir -p ${UNIT}.d; printf '[Service]\\n${lines}\\n' >${UNIT}.d/${name}; ${START}`,
  tearDown: `rm -f ${UNIT}.d/${name} /etc/default/docker-storage; ${START}`,
});

/** Gives the engine its own listener, with a docker.socket in some condition. */
const withoutSocket = (more: string, undo: string): RealTerrain => ({
  socketless: true,
  setUp: `cp "$(systemctl show -p FragmentPath --value docker.service)" ${UNIT}; sed -i -E 's/^Requires=.*//; s/ -H fd:\\/\\///' ${UNIT}; ${RELOAD}; systemctl stop docker.service docker.socket; ${more}; ${RELOAD}; systemctl start docker.service`,
  tearDown: `systemctl stop docker.service; rm -f ${UNIT}; ${undo}; ${RELOAD}; systemctl start docker.socket docker.service`,
});

const dependent = (relation: string, start: string, more = ""): RealTerrain => ({
  setUp: `printf '[Unit]\\n${relation}=docker.service\\nAfter=docker.service\\n[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/true\\n${more}' >/etc/systemd/system/shop.service; systemctl daemon-reload; ${start}`,
  tearDown: "systemctl stop shop.service; rm -f /etc/systemd/system/shop.service; systemctl daemon-reload",
});

const ACTIVE = "systemctl start shop.service";
const FILE = "/etc/docker/daemon.json";
const START_BOTH = `${RELOAD}; systemctl start docker.socket docker.service`;

/** Adds an unmanaged part to daemon.json; with `start` the engine loads it. */
const part = (text: string, start = ""): RealTerrain => ({
  setUp: `perl -0pi -e 's~\\}\\s*$~,${text}}~' ${FILE}; ${start}`,
  tearDown: "true",
});

/** The conditions of tests/sim/terrain that real hosts are put into, by the same names. */
export const REAL_TERRAINS: Readonly<Record<string, RealTerrain>> = {
  "docker.socket is absent": withoutSocket(
    'f=$(systemctl show -p FragmentPath --value docker.socket); ln -s "$f" /root/vendors; mv "$f" /root/docker.socket.kept; rm -f /etc/systemd/system/sockets.target.wants/docker.socket',
    'mv /root/docker.socket.kept "$(readlink /root/vendors)"; rm -f /root/vendors; systemctl -q enable docker.socket',
  ),
  "docker.socket is masked and required": {
    setUp: "systemctl -q mask docker.socket",
    tearDown: `systemctl -q unmask docker.socket; ${RELOAD}; systemctl restart docker.socket docker.service`,
  },
  "docker.socket is masked and not required": withoutSocket(
    "systemctl -q mask docker.socket",
    "systemctl -q unmask docker.socket",
  ),
  "docker.socket is disabled and off": withoutSocket(
    "systemctl -q disable docker.socket",
    "systemctl -q enable docker.socket",
  ),
  "a second socket starts docker.service": {
    setUp: `printf '[Socket]\\nListenStream=127.0.0.1:2375\\nService=docker.service\\n' >/etc/systemd/system/docker-tcp.socket; ${RELOAD}; systemctl stop docker.service; systemctl start docker-tcp.socket docker.service`,
    tearDown: `systemctl stop docker-tcp.socket; rm -f /etc/systemd/system/docker-tcp.socket; ${START}`,
  },
  "ExecStart has blanks around its equals sign, in the unit": unit("s/^ExecStart=/ExecStart = /"),
  "a comment stands inside a continued line": unit(
    "s/^(ExecStart=.*)$/\\1 \\\\\\n# a comment\\n  --log-driver=json-file/",
  ),
  "the unit in /etc shadows the vendor's": unit("s/^(ExecStart=.*)$/\\1 --log-driver=json-file/"),
  "override.conf sets flags": dropIn(
    "override.conf",
    "ExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// --log-driver=json-file",
  ),
  "an EnvironmentFile other than /etc/default/docker has flags": dropIn(
    "10-flags.conf",
    "EnvironmentFile=-/etc/default/docker-storage\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// $STORAGE",
    "echo 'STORAGE=\"--log-driver json-file\"' >/etc/default/docker-storage; ",
  ),
  "StartLimitBurst=1": dropIn("10-limit.conf", "[Unit]\\nStartLimitBurst=1\\nStartLimitIntervalSec=60"),
  "Restart=no": dropIn("10-restart.conf", "Restart=no"),
  "a unit with Requires= is active": dependent("Requires", ACTIVE),
  "a unit with BindsTo= is active": dependent("BindsTo", ACTIVE),
  "a unit with PartOf= is active": dependent("PartOf", ACTIVE),
  "a unit with Requires= is inactive": dependent("Requires", "true"),
  "daemon.json is a mount point": { setUp: `mount --bind ${FILE} ${FILE}`, tearDown: `umount ${FILE}` },
  "daemon.json has mode 0600 and another owner": {
    setUp: `chmod 600 ${FILE}; chown 1000:1000 ${FILE}`,
    tearDown: "true",
  },
  "daemon.json has numbers beyond 2^53": part(
    '"default-ulimits":{"memlock":{"Name":"memlock","Hard":9223372036854775807,"Soft":9223372036854775807}}',
    START,
  ),
  "log-level is warn": part('"log-level":"warn"', START),
  "the engine and its socket are stopped": {
    setUp: "systemctl stop docker.socket docker.service",
    tearDown: START_BOTH,
  },
};

/** The operations on each of them. */
export const REAL_OPERATIONS: readonly OperationName[] = ["labels", "restart", "hosts", "destroy: restore"];
