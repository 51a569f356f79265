import type { JsonObject } from "../../../provider/core/json";
import type { NewFile } from "../../../provider/core/plan/plan";
import { lookAt } from "../../../provider/resources/found";
import { ownedAtRelease, releasePlan } from "../../../provider/resources/leaving";
import { FakeHost, observeAnswer, type Section } from "../fake-host";

const FIRST = { labels: ["x=0", "a=0"], "max-concurrent-downloads": 4 };
const DROPPED = { labels: ["a"], "max-concurrent-downloads": true } as const;

async function look(file: JsonObject, record: object): ReturnType<typeof lookAt> {
  const manifest = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { debug: true }, ...record };
  const sections: Section[] = [
    ["daemon.json", JSON.stringify(file), "644 0 0 /etc/docker/daemon.json"],
    ["first", JSON.stringify(FIRST), "644 0 0 /f"],
    ["manifest", JSON.stringify(manifest), "600 0 0 /m"],
  ];
  const host = new FakeHost(observeAnswer(...sections));
  await host.start();
  try {
    return await lookAt(host, [], 30);
  } finally {
    await host.stop();
  }
}

const leaving = async (
  file: JsonObject,
  record: object,
): Promise<{ file: NewFile; notes: readonly string[] }> => {
  const found = await look(file, record);
  const owned = ownedAtRelease(found, "dockerd-1", {}) ?? {};
  const { plan, notes } = releasePlan("restore", owned, found);
  return { file: plan.file, notes };
};

test("what was ours for a time comes back at the end, too: the first file, byte for byte", async () => {
  expect(await leaving({ labels: ["x=0"], debug: true }, { dropped: DROPPED })).toEqual({
    file: { kind: "first" },
    notes: [],
  });
});

test("a record from before that was kept doesn't know of it", async () => {
  const { file } = await leaving({ labels: ["x=0"], debug: true }, {});
  expect(file).toMatchObject({ kind: "write", text: expect.not.stringContaining("downloads") as string });
});

test("what someone else set since it was dropped is his, and stays", async () => {
  const { file } = await leaving({ labels: ["x=0", "a=theirs"], debug: true }, { dropped: DROPPED });
  expect(file.kind === "write" && JSON.parse(file.text)).toEqual({
    labels: ["x=0", "a=theirs"],
    "max-concurrent-downloads": 4,
  });
});
