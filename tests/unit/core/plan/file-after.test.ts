import { fileAfter } from "../../../../provider/core/plan/file-after";
import { fileOf, hostOf, planOf } from "../../fixtures";

test("a new file is owned by root with mode 0644", () => {
  const host = hostOf({ target: "/srv/d.json" });
  expect(fileAfter(planOf({ file: { kind: "write", text: "{}\n" } }), host)).toEqual({
    path: "/srv/d.json",
    mode: "644",
    owner: "0:0",
    text: "{}\n",
    bytes: Buffer.from("{}\n"),
  });
});

test("a new file with a sensitive value is readable by root only", () => {
  const after = { "log-opts": { "splunk-token": "T" } };
  const plan = planOf({ file: { kind: "write", text: "{}\n" }, after });
  expect(fileAfter(plan, hostOf())).toMatchObject({ mode: "600", owner: "0:0" });
});

test("an existing file keeps its mode and owner", () => {
  const daemonJson = fileOf("old", { mode: "600", owner: "1:2" });
  const after = fileAfter(planOf({ file: { kind: "write", text: "new" } }), hostOf({ daemonJson }));
  expect(after).toEqual({ ...daemonJson, text: "new", bytes: Buffer.from("new") });
  expect(fileAfter(planOf(), hostOf({ daemonJson }))).toBe(daemonJson);
});
