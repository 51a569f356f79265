import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import { inputsFor } from "../support/faults/changes";
import { upUntilKilled } from "../support/faults/cli";
import { type OperationResult, type PulumiCall, perform } from "../support/faults/operation";
import { atRest } from "../support/faults/rest";
import {
  describeOnHosts,
  labelsOf,
  onHost,
  privateKeyOf,
  projectFolder,
  pulumi,
  repository,
  sandboxHost,
  stateOf,
} from "../support/sandbox";

/** Two sets of options of which a mix would be detected. */
const sets: readonly JsonObject[] = ["one", "two"].map((who) => ({
  labels: { who, also: who },
  logOpts: { "max-size": who === "one" ? "1m" : "2m" },
}));

describeOnHosts("concurrent runs, and a run that is killed", () => {
  const host = sandboxHost("rivals");
  let before: string;
  beforeAll(async () => {
    before = await stateOf(host);
  });

  const create = (at: number, urn: string): PulumiCall => ({
    name: "create",
    id: daemon.newId(),
    urn,
    inputs: inputsFor(host, sets[at]!),
    outputs: {},
  });
  const atOnce = (operations: readonly PulumiCall[]): Promise<readonly OperationResult[]> =>
    Promise.all(operations.map((operation) => perform(operation)));
  const expectWhole = async (who: number): Promise<void> => {
    await atRest(host);
    const name = ["one", "two"][who]!;
    expect(await labelsOf(host)).toEqual([`also=${name}`, `who=${name}`]);
    expect(JSON.parse(await onHost(host, "cat /etc/docker/daemon.json"))).toEqual({
      labels: [`who=${name}`, `also=${name}`],
      "log-opts": sets[who]!.logOpts,
    });
  };

  test("only one of two concurrent stacks succeeds, and the other is refused with the owner's name", async () => {
    const operations = [
      create(0, "urn:pulumi:first::s::dockerd"),
      create(1, "urn:pulumi:second::s::dockerd"),
    ];
    const ends = await atOnce(operations);
    const winner = ends.findIndex(({ error }) => error === undefined);
    const loser = 1 - winner;
    expect(ends.filter(({ error }) => error === undefined)).toHaveLength(1);
    expect(ends[loser]!.error).toContain(operations[winner]!.urn);
    expect(ends[loser]!.error).toContain("host: unchanged");
    await expectWhole(winner);
    const again = await perform(operations[loser]!);
    expect(again.error).toContain("ConflictError");
    expect(again.error).toContain(operations[winner]!.urn);
    const { outputs } = ends[winner]!;
    expect((await perform({ ...operations[winner]!, name: "remove", outputs })).error).toBeUndefined();
    expect(await stateOf(host)).toBe(before);
  });

  test("two concurrent runs of one resource are serialized, or one is refused, and never mixed", async () => {
    const first = create(0, "urn:pulumi:one::s::dockerd");
    const { outputs } = await perform({ ...first, inputs: inputsFor(host, { labels: { who: "none" } }) });
    const updates = [0, 1].map((at): PulumiCall => {
      return { ...first, name: "update", inputs: inputsFor(host, sets[at]!), outputs };
    });
    const ends = await atOnce(updates);
    expect(ends.some(({ error }) => error === undefined)).toBe(true);
    for (const { error } of ends) {
      if (error !== undefined) expect(error).toMatch(/LockedError|ConflictError/);
    }
    await atRest(host);
    const who = (await labelsOf(host)).includes("who=one") ? 0 : 1;
    expect(ends[who]!.error).toBeUndefined();
    await expectWhole(who);
    const removed = await perform({ ...first, name: "remove", outputs: ends[who]!.outputs });
    expect(removed.error).toBeUndefined();
    expect(await stateOf(host)).toBe(before);
  });

  test("a CLI killed with its provider during a restart is rolled back by the host, and the next up converges", async () => {
    const project = killableProject();
    const succeed = async (...words: string[]): Promise<void> => {
      const { code, text } = await pulumi(project.folder, words);
      if (code !== 0) throw new Error(`pulumi ${words.join(" ")}: ${text}`);
    };
    try {
      await succeed("stack", "init", "test");
      const settings = { host: host.address, hostKey: host.hostKey, "logOpts.max-size": "5m" };
      const words = Object.entries(settings).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
      await succeed("config", "set-all", "--path", ...words);
      await pulumi(project.folder, ["config", "set", "--secret", "dockerd:privateKey"], privateKeyOf(host));
      expect(await upUntilKilled(project.folder, { step: "activate", delay: 0 })).toBeUndefined();
      await atRest(host);
      expect(await stateOf(host)).toBe(before);
      await pulumi(project.folder, ["cancel", "--yes"]);
      await succeed("up", "--yes", "--skip-preview");
      expect(await labelsOf(host)).toEqual(["region=eu", "role=web"]);
      await succeed("destroy", "--yes", "--skip-preview");
      expect(await stateOf(host)).toBe(before);
    } finally {
      project.remove();
    }
  }, 600_000);
});

function killableProject(): { folder: string; remove: () => void } {
  const read = (path: string): string => readFileSync(join(repository, path), "utf8");
  return projectFolder({
    "Pulumi.yaml": read("Pulumi.yaml").replace("main: examples/quickstart\n", ""),
    "package.json": read("examples/quickstart/package.json"),
    "index.ts": read("examples/quickstart/index.ts"),
  });
}
