import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import * as dockerd from "pulumi-dockerd";
import {
  describeOnHosts,
  labelsOf,
  onHost,
  privateKeyOf,
  projectFolder,
  pulumiEnvironment,
  type SandboxHost,
  sandboxHost,
  stateOf,
} from "../support/sandbox";

/** Creates a stack that logs in to its hosts with a host's key. */
async function stackOf(
  projectName: string,
  program: PulumiFn,
  folder: string,
  host: SandboxHost,
): Promise<Stack> {
  const stack = await LocalWorkspace.createStack(
    { stackName: "test", projectName, program },
    { workDir: folder, envVars: pulumiEnvironment(folder) },
  );
  await stack.setConfig("dockerd:privateKey", { value: privateKeyOf(host), secret: true });
  return stack;
}

describeOnHosts("a fleet of two engine generations in one program", () => {
  const old = sandboxHost("fleet1");
  const young = sandboxHost("fleet2");
  const project = projectFolder({});
  let role = "db";
  let stack: Stack;
  let before: string[];

  const states = async (): Promise<string[]> => [await stateOf(old), await stateOf(young)];

  const program = (): Promise<Record<string, unknown>> => {
    const fleet = new dockerd.Fleet("web", {
      connection: { user: "ops" },
      options: { labels: { fleet: "web", role: "any" }, registryMirrors: ["https://mirror.example.com"] },
      hosts: {
        old: { connection: { host: old.address, hostKey: old.hostKey } },
        young: {
          connection: { host: young.address, hostKey: young.hostKey, user: "root" },
          options: { labels: { role } },
        },
      },
    });
    return Promise.resolve({ engines: fleet.engines });
  };

  beforeAll(async () => {
    before = await states();
    stack = await stackOf("fleet", program, project.folder, old);
  });

  afterAll(async () => {
    await stack.destroy();
    project.remove();
  });

  test("each host gets the fleet's settings overridden by its own, and a change reaches only its host", async () => {
    const up = await stack.up();
    expect(up.summary.resourceChanges).toEqual({ create: 4 });
    const engines = up.outputs.engines?.value as Record<string, dockerd.Engine>;
    expect(engines.old?.labels).toEqual(["fleet=web", "role=any"]);
    expect(engines.young?.labels).toEqual(["fleet=web", "role=db"]);
    expect(await labelsOf(old)).toEqual(["fleet=web", "role=any"]);
    expect(await labelsOf(young)).toEqual(["fleet=web", "role=db"]);
    const version = (await onHost(young, "docker version --format '{{.Server.Version}}'")).trim();
    expect(engines.young?.version).toBe(version);

    role = "cache";
    const second = await stack.up();
    expect(second.summary.resourceChanges).toEqual({ same: 3, update: 1 });
    expect(await labelsOf(young)).toEqual(["fleet=web", "role=cache"]);
    await stack.refresh();
    expect((await stack.preview()).changeSummary).toEqual({ same: 4 });
  });

  test("destroying the fleet restores the original state of both hosts", async () => {
    await stack.up();
    await stack.destroy();
    expect(await states()).toEqual(before);
  });
});

describeOnHosts("a Daemon whose host is replaced by another one", () => {
  const from = sandboxHost("fleet1");
  const to = sandboxHost("fleet2");
  const project = projectFolder({});
  let host = from;
  let stack: Stack;

  const program = (): Promise<Record<string, unknown>> => {
    const connection = { host: host.address, hostKey: host.hostKey };
    const { engine } = new dockerd.Daemon("engine", { connection, options: { labels: { region: "eu" } } });
    return Promise.resolve({ engine });
  };

  beforeAll(async () => {
    stack = await stackOf("move", program, project.folder, from);
  });

  afterAll(async () => {
    await stack.destroy();
    project.remove();
  });

  test("replacing the host adopts the new one, and leaves the old one unchanged and names it", async () => {
    const untouched = [await stateOf(from), await stateOf(to)];
    await stack.up();
    const owned = await stateOf(from);

    host = to;
    expect((await stack.preview()).stdout).toContain(`${from.address} is left unchanged`);
    const moved = await stack.up();
    expect(moved.summary.resourceChanges).toEqual({ same: 1, update: 1 });
    expect(await labelsOf(to)).toEqual(["region=eu"]);
    expect(await stateOf(from)).toBe(owned);
    await stack.destroy();
    expect(await stateOf(to)).toBe(untouched[1]);

    // Declared again, the resource recognizes the host that it left.
    host = from;
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 2 });
    await stack.destroy();
    expect(await stateOf(from)).toBe(untouched[0]);
  });
});

describeOnHosts("a fleet behind a jump host", () => {
  const inner = sandboxHost("fleet1");
  const jump = sandboxHost("fleet2");
  const project = projectFolder({});
  let stack: Stack;

  const program = (): Promise<Record<string, unknown>> => {
    const fleet = new dockerd.Fleet("web", {
      connection: { jumpHosts: [{ host: jump.address, hostKey: jump.hostKey }] },
      options: { labels: { region: "eu" } },
      hosts: { inner: { connection: { host: inner.address, hostKey: inner.hostKey } } },
    });
    return Promise.resolve({ engines: fleet.engines });
  };

  beforeAll(async () => {
    stack = await stackOf("jump", program, project.folder, inner);
  });

  afterAll(async () => {
    await stack.destroy();
    project.remove();
  });

  /** The number of logins from the jump host, by sshd's log. */
  const loginsByJump = async (): Promise<number> =>
    Number(
      await onHost(inner, `journalctl -u ssh -o cat | grep -c 'Accepted .* from ${jump.address} ' || :`),
    );

  test("up, refresh and destroy reach the host through it, and leave nothing behind on both", async () => {
    const before = [await stateOf(inner), await stateOf(jump)];
    const logins = await loginsByJump();
    await stack.up();
    expect(await labelsOf(inner)).toEqual(["region=eu"]);
    expect(await loginsByJump()).toBe(logins + 1);
    await stack.refresh();
    expect((await stack.preview()).changeSummary).toEqual({ same: 3 });
    await stack.destroy();
    expect(await loginsByJump()).toBe(logins + 3);
    expect([await stateOf(inner), await stateOf(jump)]).toEqual(before);
  });
});
