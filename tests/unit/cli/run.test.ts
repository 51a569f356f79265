import { HELP } from "../../../provider/cli/help";
import { ran, runWith } from "./fake-io";

test.each(["", "--help", "-h", "help"])("%j shows all commands", (line) => {
  expect(ran(line)).toEqual({ status: 0, out: HELP.all, err: "" });
});

test.each([
  ["check --help", HELP.check],
  ["check options -h", HELP.check],
  ["explain --help", HELP.explain],
])("%s shows the command's help", (line, help) => {
  expect(ran(line)).toEqual({ status: 0, out: help, err: "" });
});

test("--version prints the version of the package", () => {
  expect(ran("--version")).toEqual({ status: 0, out: "1.2.3\n", err: "" });
});

test.each<[string, string, string]>([
  ["chek", "unknown command: chek", "write check, or see --help"],
  ["toString", "unknown command: toString", "write check or explain, or see --help"],
  [
    "check",
    "missing argument: what to check",
    "write check options, check daemon-json, check command-line, or see check --help",
  ],
  ["check daemonjson f", "unknown kind of input: daemonjson", "write check daemon-json, or see check --help"],
  ["check options", "missing argument: the file", "give one file, or - for standard input"],
  ["check options a b", "unexpected argument: b", "give one file, or - for standard input"],
  ["check options none.json", "can't read none.json: no such file", "give an existing file"],
  [
    "check command-line",
    "missing argument: the command line",
    "write check command-line 'dockerd ...', check command-line -- dockerd ..., or - for standard input",
  ],
  [
    "check options f --systemd",
    "--environment-file and --systemd only apply to check command-line",
    "leave them out",
  ],
  ["check options f --engnie 1.2", "unknown option: --engnie", "write --engine, or see --help"],
  ["check options f --xyzzy", "unknown option: --xyzzy", "see --help"],
  ["check options f --json=yes", "--json doesn't take a value", "see --help"],
  ["check options f --engine", "--engine requires a value", "see --help"],
  [
    "check options f --engine new",
    "invalid engine version: new",
    'write it as in --engine 28.5.2, --engine 20.10 or --engine ">=26 <30"',
  ],
  [
    "explain lables",
    "unknown option of dockerd: lables",
    "write labels, or run pulumi-dockerd explain for a list",
  ],
  [
    "explain --lable",
    "unknown option of dockerd: --lable",
    "write --label, or run pulumi-dockerd explain for a list",
  ],
  ["explain xyzzy", "unknown option of dockerd: xyzzy", "run pulumi-dockerd explain for a list"],
  ["explain a b", "unexpected argument: b", "give one option, or none for a list"],
])("%j is a usage error", (line, what, next) => {
  expect(ran(line, { f: "{}" })).toEqual({
    status: 2,
    out: "",
    err: `UsageError: ${what}\n  next: ${next}\n`,
  });
});

test("an internal error isn't reported as a usage error", () => {
  expect(() =>
    runWith(
      ["check", "options", "f"],
      Object.defineProperty({}, "f", {
        get: () => {
          throw new RangeError("internal");
        },
      }),
    ),
  ).toThrow(RangeError);
});
