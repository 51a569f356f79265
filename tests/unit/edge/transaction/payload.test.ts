import * as fc from "fast-check";
import type { Plan } from "../../../../provider/core/plan/plan";
import {
  applyPayload,
  confirmPayload,
  restorePayload,
  sha256,
} from "../../../../provider/edge/transaction/payload";
import { fileOf, hostOf, planOf } from "../../fixtures";

const PLAN: Plan = planOf({
  effect: "reload",
  undo: "restart",
  file: { kind: "write", text: '{\n  "debug": true\n}\n' },
  argv: ["/usr/sbin/dockerd", "--label", "a=b c"],
});
const ARGV = "L3Vzci9zYmluL2RvY2tlcmQALS1sYWJlbABhPWIgYwA=";
const STOPPED = { ...hostOf().service!, active: false, state: "inactive", argv: [] };
const OURS = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { labels: ["a"] } } as const;

test("a file that is new is root's, 0644", () => {
  expect(applyPayload(PLAN, hostOf())).toBe(
    `target /etc/docker/daemon.json
expect absent
content ewogICJkZWJ1ZyI6IHRydWUKfQo=
mode 644
owner 0:0
unit keep
argv ${ARGV}
activate reload
undo restart
engine running
end
`,
  );
});

test("a file that was there keeps mode and owner, and is expected as it was seen", () => {
  const daemonJson = fileOf("{}\n", { mode: "600", owner: "0:999" });
  const host = hostOf({ target: "/srv/docker/d.json", daemonJson, service: STOPPED });
  expect(applyPayload({ ...PLAN, effect: "restart" }, host)).toBe(
    `target /srv/docker/d.json
expect ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356
content ewogICJkZWJ1ZyI6IHRydWUKfQo=
mode 600
owner 0:999
unit keep
argv ${ARGV}
activate restart
undo restart
engine stopped
end
`,
  );
});

test.each(["keep", "absent", "first"] as const)("%s is a word, not content", (kind) => {
  expect(applyPayload({ ...PLAN, file: { kind } }, hostOf())).toContain(`\ncontent ${kind}\n`);
});

test("a unit is base64, or a word; with it the socket is taken along in a restart", () => {
  const unit = { kind: "write", text: "[Service]\n" } as const;
  const plan = planOf({ effect: "restart", undo: "restart", unit, rebinds: true });
  const text = applyPayload(plan, hostOf());
  expect(text).toContain("\nunit W1NlcnZpY2VdCg==\n");
  expect(text).toContain("\nactivate rebind\nundo rebind\n");
  expect(restorePayload(plan, hostOf())).toContain("\nundo rebind\n");
  expect(applyPayload({ ...plan, unit: { kind: "absent" } }, hostOf())).toContain("\nunit absent\n");
  expect(applyPayload({ ...plan, undo: "reload" }, hostOf())).toContain("\nundo reload\n");
});

test("content is never one of these words", () => {
  for (const text of ["", "keep", "absent", "first", "end"]) {
    const line = /^content (.*)$/m.exec(
      applyPayload({ ...PLAN, file: { kind: "write", text } }, hostOf()),
    )?.[1];
    expect(["keep", "absent", "first", "end"]).not.toContain(line);
  }
});

test("what undoes it", () => {
  expect(restorePayload(PLAN, hostOf())).toBe(
    "target /etc/docker/daemon.json\nundo restart\nengine running\nend\n",
  );
  expect(restorePayload(PLAN, hostOf({ service: STOPPED }))).toContain("\nengine stopped\n");
});

test("what confirms it", () => {
  expect(confirmPayload("none", hostOf())).toBe("target /etc/docker/daemon.json\nmanifest none\nend\n");
  const [, line] = confirmPayload(OURS, hostOf()).split("\n");
  expect(line).toMatch(/^manifest [A-Za-z0-9+/]+=*$/);
  expect(Buffer.from(line!.slice("manifest ".length), "base64").toString()).toBe(`${JSON.stringify(OURS)}\n`);
});

test.each(["/etc/docker/a\nexpect absent", "/etc/docker/a\rb"])(
  "a value with a line end throws: %j",
  (target) => {
    const message = new TypeError("target has a line end");
    expect(() => applyPayload(PLAN, hostOf({ target }))).toThrow(message);
    expect(() => restorePayload(PLAN, hostOf({ target }))).toThrow(message);
    expect(() => confirmPayload("none", hostOf({ target }))).toThrow(message);
  },
);

test("whatever daemon.json holds, it is base64, and nothing of it is a line of its own", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom("$(reboot)\n`reboot`\n'\"\\\n", "\nend\nmode 777\n"),
      ),
      (text) => {
        const lines = applyPayload({ ...PLAN, file: { kind: "write", text } }, hostOf()).split("\n");
        expect(lines.map((line) => line.split(" ")[0])).toEqual([
          "target",
          "expect",
          "content",
          "mode",
          "owner",
          "unit",
          "argv",
          "activate",
          "undo",
          "engine",
          "end",
          "",
        ]);
        expect(lines[2]).toMatch(/^content [A-Za-z0-9+/]*={0,2}$/);
        expect(Buffer.from(lines[2]!.slice(8), "base64").toString()).toBe(Buffer.from(text).toString());
      },
    ),
  );
});

test("SHA-256 is as sha256sum prints it", () => {
  expect(sha256(Buffer.from(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
