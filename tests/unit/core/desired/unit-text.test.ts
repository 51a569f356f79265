import { parsedDifferently, unitCommand } from "../../../../provider/core/desired/unit-command";
import { settings } from "../../../../provider/core/desired/unit-text";
import { caseFile, unitTextOf } from "../../fixtures";

// Recorded results of systemd for these texts.
const recorded = JSON.parse(caseFile("units/units.json").toString()) as {
  name: string;
  text: string;
  loadState: string;
  commands: string[];
}[];
const loaded = recorded.filter(({ loadState }) => loadState === "loaded");

test.each(loaded)("ExecStart is parsed as in systemd: $name", ({ text, commands }) => {
  expect(parsedDifferently(unitTextOf(text, { commands }))).toBeUndefined();
  expect(parsedDifferently(unitTextOf(text, { commands: [...commands, "/d"] }))).toMatchObject({
    conflict: expect.stringContaining("cannot be parsed as systemd parses it") as string,
  });
  expect(
    parsedDifferently(
      unitTextOf(text, { commands: commands.map((words) => words.replace(/^\S+/, "$& -D")) }),
    ),
  ).toBeDefined();
});

test.each(recorded.filter(({ commands }) => commands.length > 1))(
  "a unit with several commands is a conflict: $name",
  ({ text, commands }) => {
    const conflict = `docker.service has ${commands.length} ExecStart commands (in /usr/lib/systemd/system/docker.service); dockerd must be the only one`;
    expect(unitCommand(unitTextOf(text))).toMatchObject({ conflict });
  },
);

test.each([
  ["continuations", "\\\n".repeat(100_000)],
  ["backslashes", "\\".repeat(200_000)],
  ["escapes", "\\x41".repeat(50_000)],
  ["blanks", `a${" ".repeat(200_000)}b`],
])("a long unit takes time in proportion to its length: %s", (_name, value) => {
  // Quadratic time would be minutes, in a process that other hosts wait for.
  const begin = performance.now();
  unitCommand(unitTextOf(`[Service]\nExecStart=/d ${value}`));
  expect(performance.now() - begin).toBeLessThan(10_000);
});

test("an empty setting in a later file resets those of earlier files", () => {
  const files = [
    { path: "/a", text: "[Service]\nExecStart=x\n" },
    { path: "/b", text: "[Service]\nExecStart=\nExecStart=y\nExecStart=z\n" },
  ];
  expect(settings(files, "ExecStart")).toEqual([
    { path: "/b", value: "y" },
    { path: "/b", value: "z" },
  ]);
});

test("a continuation at the end of a file doesn't extend into the next file", () => {
  const files = [
    { path: "/a", text: "[Service]\nExecStart=x \\" },
    { path: "/b", text: "[Service]\nEnvironment=A=1\n" },
  ];
  expect(settings(files, "ExecStart")).toEqual([{ path: "/a", value: "x" }]);
  expect(settings(files, "Environment")).toEqual([{ path: "/b", value: "A=1" }]);
});
