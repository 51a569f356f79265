import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  describeOnHosts,
  labelsOf,
  onHost,
  privateKeyOf,
  projectFolder,
  pulumi,
  repository,
  sandbox,
  sandboxHost,
  stateOf,
} from "../support/sandbox";

/** Creates a project with the repository's quickstart. */
function quickstart(): { folder: string; remove: () => void } {
  const read = (path: string): string => readFileSync(join(repository, path), "utf8");
  return projectFolder({
    "Pulumi.yaml": read("Pulumi.yaml").replace("main: examples/quickstart\n", ""),
    "package.json": read("examples/quickstart/package.json"),
    "index.ts": read("examples/quickstart/index.ts"),
  });
}

interface Resource {
  readonly id: string | undefined;
  readonly inputs: { readonly __provider?: string } | undefined;
  readonly outputs: object | undefined;
}

interface Exported {
  readonly deployment: { readonly resources: readonly (Resource & { readonly type: string })[] };
}

describeOnHosts("the CLI, on a real host", () => {
  const host = sandboxHost("h1");
  const project = quickstart();
  const run = (...words: string[]) => pulumi(project.folder, words);
  const succeed = async (...words: string[]): Promise<string> => {
    const { code, text } = await run(...words);
    if (code !== 0) throw new Error(`pulumi ${words.join(" ")}: ${text}`);
    return text;
  };
  const daemon = async (): Promise<Resource> => {
    const { deployment } = JSON.parse(await succeed("stack", "export")) as Exported;
    const [found] = deployment.resources.filter(
      ({ type }) => type === "pulumi-nodejs:dynamic/dockerd:Daemon",
    );
    if (found === undefined) throw new Error("no Daemon in the stack");
    return { id: found.id, inputs: found.inputs, outputs: found.outputs };
  };
  const up = ["up", "--yes", "--skip-preview"];
  let before: string;

  beforeAll(async () => {
    before = await stateOf(host);
    await succeed("stack", "init", "test");
    await succeed("config", "set", "host", host.address);
    await succeed("config", "set", "hostKey", host.hostKey);
    await pulumi(project.folder, ["config", "set", "--secret", "dockerd:privateKey"], privateKeyOf(host));
    await succeed(...up);
  });

  afterAll(async () => {
    await run("destroy", "--yes", "--skip-preview");
    project.remove();
  });

  test("the engine reports the declared options", async () => {
    expect(await labelsOf(host)).toEqual(["region=eu", "role=web"]);
    expect(await onHost(host, "docker info --format '{{json .RegistryConfig.Mirrors}}'")).toBe(
      '["https://mirror.example.com/"]',
    );
    expect(JSON.parse(await onHost(host, "cat /etc/docker/daemon.json"))).toEqual({
      labels: ["region=eu", "role=web"],
      "registry-mirrors": ["https://mirror.example.com"],
    });
    expect(await onHost(host, "stat -c '%a %U' /etc/docker/daemon.json")).toBe("644 root");
  });

  test("a second up has nothing to do, and the first one's steps are shown on the resource's row", async () => {
    await succeed(...up, "--expect-no-changes");
    await onHost(host, "sed -i s/region=eu/region=us/ /etc/docker/daemon.json && systemctl reload docker");
    await succeed("refresh", "--yes", "--skip-preview");
    const text = await succeed(...up);
    for (const step of [
      "connect",
      "observe",
      "validate",
      "backup",
      "switch over",
      "activate",
      "verify",
      "confirm",
    ]) {
      expect(text).toContain(step);
    }
  });

  test("refresh and preview show a hand edit with its values, and up repairs it", async () => {
    await onHost(host, "sed -i s/region=eu/region=us/ /etc/docker/daemon.json && systemctl reload docker");
    expect(await labelsOf(host)).toContain("region=us");
    const refreshed = await succeed("refresh", "--yes", "--skip-preview", "--diff");
    expect(refreshed).toContain('region: "eu" => "us"');
    expect(await succeed("preview", "--diff")).toContain('region: "us" => "eu"');
    expect(await succeed("preview")).toContain("labels: reload");
    await succeed(...up);
    expect(await labelsOf(host)).toEqual(["region=eu", "role=web"]);
  });

  test("refresh and preview show a hand edit that the engine has not loaded", async () => {
    await onHost(host, "sed -i s/role=web/role=db/ /etc/docker/daemon.json");
    await succeed("refresh", "--yes", "--skip-preview");
    const preview = await succeed("preview", "--diff");
    expect(preview).toContain('role  : "db" => "web"');
    expect(preview).toContain("drift");
    await succeed(...up);
    await succeed(...up, "--expect-no-changes");
    expect(await labelsOf(host)).toEqual(["region=eu", "role=web"]);
  });

  test("an invalid value is refused with its path and the remedy, and nothing is touched", async () => {
    const good = await stateOf(host);
    await succeed("config", "set", "--path", "mirrors[0]", "mirror.example.com");
    const { code, text } = await run(...up);
    await succeed("config", "rm", "mirrors");
    expect(code).not.toBe(0);
    expect(text).toContain("options.registryMirrors[0]: has no scheme; begin it with https://");
    expect(text).not.toContain("<nil>");
    expect(await stateOf(host)).toBe(good);
  });

  test("a value that only the engine rejects is rolled back, and the error has the journal's lines", async () => {
    const good = await stateOf(host);
    await succeed("config", "set", "--path", "logOpts.mode", "non-blocking");
    await succeed("config", "set", "--path", "logOpts.max-buffer-size", "lots");
    const { code, text } = await run(...up);
    await succeed("config", "rm", "logOpts");
    expect(code).not.toBe(0);
    expect(text).toContain("error parsing option max-buffer-size: invalid size: 'lots'");
    expect(text).toContain("rolled back: daemon.json and the running engine are as they were");
    expect(await stateOf(host)).toBe(good);
    await succeed(...up, "--expect-no-changes");
  });

  test("the exported stack has a small constant provider, a small resource and no key", async () => {
    const text = await succeed("stack", "export");
    const key = privateKeyOf(host).split("\n")[1] ?? "";
    expect(key.length).toBeGreaterThan(20);
    expect(text).not.toContain(key);
    expect(text).not.toContain("PRIVATE KEY");
    const resource = await daemon();
    expect(Buffer.byteLength(resource.inputs?.__provider ?? "x".repeat(99))).toBeLessThan(70);
    expect(Buffer.byteLength(JSON.stringify(resource))).toBeLessThan(8192);
  });

  test("refreshing an unreachable host fails and keeps the state", async () => {
    const state = await daemon();
    await sandbox("net-cut", host.name);
    const { code, text } = await run("refresh", "--yes", "--skip-preview").finally(() =>
      sandbox("net-heal", host.name),
    );
    expect(code).not.toBe(0);
    expect(text).toContain("ConnectionError");
    expect(await daemon()).toEqual(state);
    await succeed("refresh", "--yes", "--skip-preview");
    expect(await daemon()).toEqual(state);
  });

  test("destroy restores the host's original state byte for byte", async () => {
    await succeed("destroy", "--yes", "--skip-preview");
    expect(await stateOf(host)).toBe(before);
    await succeed(...up);
  });
});
