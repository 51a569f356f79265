import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import * as dockerd from "pulumi-dockerd";
import {
  describeOnHosts,
  labelsOf,
  onHost,
  privateKeyOf,
  projectFolder,
  pulumi,
  pulumiEnvironment,
  sandboxHost,
  stateOf,
} from "../support/sandbox";

describeOnHosts("the Automation API, on a real host with unmanaged settings", () => {
  const host = sandboxHost("h2");
  const project = projectFolder({});
  let options: dockerd.DaemonArgs["options"];
  let extraOptions: dockerd.DaemonArgs["extraOptions"];
  let stack: Stack;
  let untouched: string;
  let before: string;

  // A user other than root with passwordless sudo, with the key in the program and without access to the engine's
  // socket.
  const program = async (): Promise<Record<string, unknown>> => {
    const daemon = new dockerd.Daemon("engine", {
      connection: {
        host: host.address,
        user: "ops",
        hostKey: host.hostKeyLine,
        privateKey: privateKeyOf(host),
      },
      options,
      extraOptions,
    });
    return Promise.resolve({ engine: daemon.engine });
  };

  beforeAll(async () => {
    untouched = await stateOf(host);
    await onHost(
      host,
      `printf '{"labels":["by=hand"],\\t"max-concurrent-downloads": 4}' >/etc/docker/daemon.json; chmod 640 /etc/docker/daemon.json; systemctl restart docker`,
    );
    before = await stateOf(host);
    stack = await LocalWorkspace.createStack(
      { stackName: "test", projectName: "automation", program },
      { workDir: project.folder, envVars: pulumiEnvironment(project.folder) },
    );
  });

  afterAll(async () => {
    await stack.destroy();
    await onHost(
      host,
      "rm -f /etc/docker/daemon.json; systemctl reset-failed docker docker.socket; systemctl restart docker",
    );
    expect(await stateOf(host)).toBe(untouched);
    project.remove();
  });

  const file = async (): Promise<unknown> => JSON.parse(await onHost(host, "cat /etc/docker/daemon.json"));

  test("unmanaged keys and entries are kept, and undeclared managed ones are removed", async () => {
    options = { labels: { region: "eu", role: "web" }, debug: true };
    // An empty object is the only value that every engine accepts for an unknown key.
    extraOptions = { "x-note": {} };
    const up = await stack.up();
    expect(await file()).toEqual({
      labels: ["by=hand", "region=eu", "role=web"],
      "max-concurrent-downloads": 4,
      debug: true,
      "x-note": {},
    });
    expect(await onHost(host, "stat -c %a /etc/docker/daemon.json")).toBe("640");
    const engine = up.outputs.engine?.value as dockerd.Engine;
    expect(engine).toMatchObject({ debug: true, labels: ["by=hand", "region=eu", "role=web"] });
    expect(await labelsOf(host)).toEqual(engine.labels);

    options = { labels: { region: "eu" }, logOpts: { "max-size": "10m" } };
    extraOptions = undefined;
    const second = await stack.up();
    expect(await file()).toEqual({
      labels: ["by=hand", "region=eu"],
      "max-concurrent-downloads": 4,
      "log-opts": { "max-size": "10m" },
    });
    // debug left the file: only a restart restores its default.
    expect((second.outputs.engine?.value as dockerd.Engine).debug).toBe(false);
    expect((await stack.preview()).changeSummary).toEqual({ same: 2 });
  });

  test("the key in the program is a secret in the state", async () => {
    options = { labels: { region: "eu" } };
    await stack.up();
    // The API's exportStack decrypts, so the CLI exports.
    const exported = async (): Promise<string> =>
      (await pulumi(project.folder, ["stack", "export", "-s", "test"])).text;
    expect(await exported()).toContain("ciphertext");
    expect(await exported()).not.toContain("PRIVATE KEY");
    await stack.refresh();
    expect(await exported()).toContain("ciphertext");
    expect(await exported()).not.toContain("PRIVATE KEY");
  });

  test("changes of unmanaged keys aren't drift", async () => {
    options = { labels: { region: "eu" } };
    await stack.up();
    await onHost(host, `sed -i 's/by=hand/by=foot/' /etc/docker/daemon.json && systemctl reload docker`);
    await stack.refresh();
    expect((await stack.preview()).changeSummary).toEqual({ same: 2 });
    await onHost(host, `sed -i 's/by=foot/by=hand/' /etc/docker/daemon.json && systemctl reload docker`);
  });

  test("destroy restores the original file byte for byte", async () => {
    options = { labels: { region: "eu", by: "us" }, debug: true };
    await stack.up();
    expect(await labelsOf(host)).toEqual(["by=us", "region=eu"]);
    await stack.destroy();
    expect(await stateOf(host)).toBe(before);
  });
});
