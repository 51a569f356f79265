import {
  describeOnHosts,
  onHost,
  privateKeyOf,
  projectFolder,
  pulumi,
  sandboxHost,
  stateOf,
} from "../support/sandbox";

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const dockerd = require("pulumi-dockerd");
const config = new pulumi.Config();
const engine = new dockerd.Daemon("engine", {
  connection: { host: config.require("host"), hostKey: config.require("hostKey") },
  options: { labels: { region: config.get("region") ?? "eu" }, debug: true },
  apply: { onDelete: config.get("onDelete") ?? "restore", settle: 0 },
});
exports.running = engine.engine.running;
exports.verified = engine.lastChange.verified;
`;

const ORIGINAL = '{"labels":["by=hand"],\t"max-concurrent-downloads": 4}';
const STOP = "systemctl stop docker.socket docker.service";
const START =
  "systemctl daemon-reload; systemctl reset-failed; systemctl restart docker.socket && systemctl restart docker.service";
const BROKEN_DROP_IN = "/etc/systemd/system/docker.service.d/99-broken.conf";

interface Broken {
  readonly how: string;
  readonly fix: string;
  /** The drift that refresh shows. */
  readonly drift: string;
}

const HIDDEN = "/root/hidden";
const UNIT = "/usr/lib/systemd/system/docker.service";
const BROKEN: Readonly<Record<string, Broken>> = {
  "stopped and disabled": {
    how: "systemctl disable --now docker.socket docker.service",
    fix: "systemctl enable docker.socket docker.service",
    drift: "is stopped",
  },
  masked: {
    how: `${STOP}; systemctl mask docker.service docker.socket`,
    fix: "systemctl unmask docker.service docker.socket",
    drift: "masked",
  },
  uninstalled: {
    how: `${STOP}; mkdir ${HIDDEN}; mv ${UNIT} /usr/sbin/dockerd ${HIDDEN}; systemctl daemon-reload`,
    fix: `mv ${HIDDEN}/docker.service ${UNIT}; mv ${HIDDEN}/dockerd /usr/sbin/; rmdir ${HIDDEN}`,
    drift: "dockerd isn't installed",
  },
  "without its program": {
    how: `${STOP}; mkdir ${HIDDEN}; mv /usr/sbin/dockerd ${HIDDEN}`,
    fix: `mv ${HIDDEN}/dockerd /usr/sbin/; rmdir ${HIDDEN}`,
    drift: "dockerd isn't installed",
  },
  broken: {
    how: `mkdir -p ${BROKEN_DROP_IN.replace(/\/[^/]*$/, "")}; printf '[Service]\\nExecStartPre=/bin/false\\nRestart=no\\n' >${BROKEN_DROP_IN}; systemctl daemon-reload; systemctl restart docker.service || :; ! systemctl is-active docker.service`,
    fix: `rm -f ${BROKEN_DROP_IN}; rmdir ${BROKEN_DROP_IN.replace(/\/[^/]*$/, "")} 2>/dev/null`,
    drift: "has failed",
  },
};

describeOnHosts("hosts without a working engine, by Pulumi's CLI", () => {
  const host = sandboxHost("leaving");
  const project = projectFolder({
    "Pulumi.yaml": "name: leaving\nruntime: nodejs\n",
    "package.json": '{ "name": "leaving", "private": true, "main": "index.js" }',
    "index.js": PROGRAM,
  });
  const run = (...words: string[]) => pulumi(project.folder, words);
  const succeed = async (...words: string[]): Promise<string> => {
    const { code, text } = await run(...words);
    if (code !== 0) throw new Error(`pulumi ${words.join(" ")}: ${text}`);
    return text;
  };
  const up = (): Promise<string> => succeed("up", "--yes", "--skip-preview");
  const destroy = (): Promise<string> => succeed("destroy", "--yes", "--skip-preview");
  const refresh = (): Promise<string> => succeed("refresh", "--yes", "--diff");
  const file = (): Promise<string> => onHost(host, "cat /etc/docker/daemon.json");
  const units = (): Promise<string> =>
    onHost(host, "systemctl is-active docker.service docker.socket pulumi-dockerd.timer || :");
  const hasState = (): Promise<string> =>
    onHost(host, "ls -d /var/lib/pulumi-dockerd /etc/systemd/system/*pulumi* 2>/dev/null || :");
  const reset = (fix = ":"): Promise<string> =>
    onHost(host, `${fix}; printf '${ORIGINAL}' >/etc/docker/daemon.json; ${START}`);
  let untouched: string;

  beforeAll(async () => {
    untouched = await stateOf(host);
    await onHost(host, "mkdir -p /etc/docker");
    await succeed("stack", "init", "test");
    await succeed("config", "set", "host", host.address);
    await succeed("config", "set", "hostKey", host.hostKey);
    await pulumi(project.folder, ["config", "set", "--secret", "dockerd:privateKey"], privateKeyOf(host));
  });
  beforeEach(() => reset());
  afterAll(async () => {
    await run("destroy", "--yes", "--skip-preview");
    project.remove();
    await onHost(host, `rm -f /etc/docker/daemon.json; ${START}`);
    expect(await stateOf(host)).toBe(untouched);
  });

  describe.each(Object.entries(BROKEN))("an engine that is %s", (_name, { how, fix, drift }) => {
    test.each([
      ["restore", ORIGINAL],
      ["removeOwned", '{\n  "labels": [\n    "by=hand"\n  ],\n  "max-concurrent-downloads": 4\n}'],
      ["leave", undefined],
    ])("refresh shows it as drift, and destroy with %s works", async (onDelete, expected) => {
      await succeed("config", "set", "onDelete", onDelete);
      await up();
      const applied = await file();
      await onHost(host, how);
      try {
        const before = await units();
        expect(await refresh()).toContain(drift);
        await destroy();
        expect(await file()).toBe(expected ?? applied);
        expect(await units()).toBe(before);
        expect(await hasState()).toBe("");
      } finally {
        await reset(fix);
      }
    });
  });

  test("up writes the file of a stopped and disabled engine and does not start it", async () => {
    await succeed("config", "set", "onDelete", "restore");
    await onHost(host, "systemctl disable --now docker.socket docker.service");
    try {
      const before = await stateOf(host);
      const text = await up();
      expect(text).toContain("docker.service is stopped and stays stopped");
      expect(text).toMatch(/running *: false/);
      expect(text).toMatch(/verified *: false/);
      expect(JSON.parse(await file())).toMatchObject({ labels: ["by=hand", "region=eu"], debug: true });
      await succeed("refresh", "--yes", "--expect-no-changes");
      await succeed("preview", "--expect-no-changes");
      expect(await units()).toBe("inactive\ninactive\ninactive");
      await destroy();
      expect(await stateOf(host)).toBe(before);
    } finally {
      await reset("systemctl enable docker.socket docker.service");
    }
  });

  describe("a daemon.json that isn't JSON, by Pulumi's CLI", () => {
    const spoil = `printf '{"labels": [' >/etc/docker/daemon.json; systemctl restart docker.service || :`;

    test("refresh shows a daemon.json that isn't JSON as drift, and destroy refuses it until it is fixed", async () => {
      await succeed("config", "set", "onDelete", "restore");
      await up();
      const applied = await file();
      await onHost(host, spoil);
      expect(await refresh()).toContain(
        "cannot use /etc/docker/daemon.json: invalid JSON at line 1, column 13",
      );
      const { code, text } = await run("destroy", "--yes", "--skip-preview");
      expect(code).not.toBe(0);
      expect(text).toContain(
        "next: fix /etc/docker/daemon.json on the host, or move it away, then run again",
      );
      expect(await file()).toBe('{"labels": [');
      await onHost(host, `printf '%s\\n' '${applied}' >/etc/docker/daemon.json`);
      await destroy();
      expect(await file()).toBe(ORIGINAL);
      expect(await hasState()).toBe("");
    });

    test("destroy keeps a daemon.json that isn't JSON after an up with leave, as the error offers", async () => {
      await succeed("config", "set", "onDelete", "restore");
      await up();
      await onHost(host, spoil);
      const { text } = await run("destroy", "--yes", "--skip-preview");
      expect(text).toContain('or set apply.onDelete to "leave", run `pulumi up`, then destroy');
      await succeed("config", "set", "onDelete", "leave");
      await up();
      await destroy();
      expect(await file()).toBe('{"labels": [');
      expect(await hasState()).toBe("");
    });
  });
});
