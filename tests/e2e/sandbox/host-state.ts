import { IMAGE, onHost, type SandboxHost, stateOf } from "../../support/sandbox";

const RESTART = "systemctl reset-failed docker docker.socket; systemctl restart docker";
const FILE = "/etc/docker/daemon.json";

/** Tests that `stateOf` reports every change of a host's state. */
export function hostState(host: SandboxHost): void {
  /** Returns the lines of a state that another one lacks. */
  const news = (before: string, after: string): string[] => {
    const known = new Set(before.split("\n"));
    return after.split("\n").filter((line) => !known.has(line));
  };

  test.each<[string, string, string, readonly (string | RegExp)[]]>([
    ["a file", `echo '{"debug": false}' >${FILE}`, `rm ${FILE}`, [`${FILE}:1:{"debug": false}`]],
    [
      "a folder",
      "mkdir /etc/docker/certs.d",
      "rmdir /etc/docker/certs.d",
      ["/etc/docker/certs.d: drwxr-xr-x 0:0 "],
    ],
    ["an owner", "chown 7:8 /etc/docker", "chown 0:0 /etc/docker", ["/etc/docker: drwxr-xr-x 7:8 "]],
    ["a mode", "chmod 700 /etc/docker", "chmod 755 /etc/docker", ["/etc/docker: drwx------ 0:0 "]],
    [
      "a drop-in that isn't loaded",
      "mkdir /etc/systemd/system/docker.socket.d; printf '[Socket]\\nSocketMode=0600\\n' >/etc/systemd/system/docker.socket.d/x.conf",
      "rm -r /etc/systemd/system/docker.socket.d",
      ["/etc/systemd/system/docker.socket.d/x.conf:2:SocketMode=0600", "docker.socket: NeedDaemonReload=yes"],
    ],
    [
      "a property of a unit",
      "mkdir /etc/systemd/system/docker.service.d; printf '[Service]\\nTimeoutStopSec=7\\n' >/etc/systemd/system/docker.service.d/x.conf; systemctl daemon-reload",
      "rm -r /etc/systemd/system/docker.service.d; systemctl daemon-reload",
      ["docker.service: TimeoutStopUSec=7s"],
    ],
    [
      "the start at boot",
      "systemctl -q disable docker.service",
      "systemctl -q enable docker.service",
      ["docker.service: UnitFileState=disabled"],
    ],
    [
      "the provider's state folder",
      "mkdir -m 700 /var/lib/pulumi-dockerd",
      "rmdir /var/lib/pulumi-dockerd",
      ["/var/lib/pulumi-dockerd: drwx------ 0:0 "],
    ],
    [
      "a transient unit of the provider",
      "systemd-run -q --unit=pulumi-dockerd-x --on-active=1000 true",
      "systemctl stop pulumi-dockerd-x.timer",
      [/^transient unit: pulumi-dockerd-x.timer/, /^\/run\/systemd\/transient\/pulumi-dockerd-x.timer: /],
    ],
    [
      "an engine with other options",
      `echo '{"labels": ["a=1"], "debug": true}' >${FILE}; systemctl reload docker; sleep 1`,
      `rm ${FILE}; ${RESTART}`,
      ['info.Labels[0]: "a=1"', "info.Debug: true"],
    ],
    [
      "an engine with other flags",
      `echo DOCKER_OPTS=--debug >>/etc/default/docker; ${RESTART}`,
      `sed -i /DOCKER_OPTS=--debug/d /etc/default/docker; ${RESTART}`,
      ["command line: --debug", "info.Debug: true"],
    ],
    [
      "an engine that is stopped",
      "systemctl stop docker.socket docker.service",
      "systemctl start docker.socket docker.service",
      ["no engine runs", "docker.service: ActiveState=inactive", "docker.socket: ActiveState=inactive"],
    ],
    [
      "a unit that depends on docker.service",
      "printf '[Unit]\\nRequires=docker.service\\n[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/true\\n' >/run/systemd/system/shop.service; systemctl daemon-reload; systemctl start shop",
      "systemctl stop shop; rm /run/systemd/system/shop.service; systemctl daemon-reload",
      ["depends on docker.service: shop.service active"],
    ],
    [
      "a running container",
      `${IMAGE}; docker run -d --name runs busybox:test /bin/sleep 1000 >/dev/null`,
      "docker rm -f runs >/dev/null; docker rmi busybox:test >/dev/null",
      [/^container: [0-9a-f]{64} \/runs$/],
    ],
  ])("stateOf reports %s, and nothing once it is reverted", async (_name, change, undo, lines) => {
    const before = await stateOf(host);
    await onHost(host, change);
    const reported = news(before, await stateOf(host));
    await onHost(host, undo);
    for (const line of lines) {
      expect(reported).toContainEqual(typeof line === "string" ? line : expect.stringMatching(line));
    }
    expect(await stateOf(host)).toBe(before);
  });

  test("stateOf reports a restarted engine only with the claim engineKept", async () => {
    const [before, kept] = [await stateOf(host), await stateOf(host, { engineKept: true })];
    await onHost(host, RESTART);
    expect(await stateOf(host)).toBe(before);
    expect(news(kept, await stateOf(host, { engineKept: true }))).toEqual([
      expect.stringMatching(/^engine process: \d+$/),
    ]);
  });

  test("stateOf reports a stopped container only with the claim containersKept", async () => {
    await onHost(host, `${IMAGE}; docker run -d --name runs busybox:test /bin/sleep 1000`);
    try {
      const [before, kept] = [await stateOf(host), await stateOf(host, { containersKept: true })];
      await onHost(host, "docker restart -t 0 runs");
      expect(await stateOf(host)).toBe(before);
      expect(news(kept, await stateOf(host, { containersKept: true }))).toEqual([
        expect.stringMatching(/^container: [0-9a-f]{64} \/runs since \S+ process \d+$/),
      ]);
    } finally {
      await onHost(host, "docker rm -f runs; docker rmi busybox:test");
    }
  });
}
