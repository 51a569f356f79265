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

test("--version prints the package's version", () => {
  expect(ran("--version")).toEqual({ status: 0, out: "1.2.3\n", err: "" });
});

test.each<[string, string, string]>([
  ["chek", "chek is no command", "write check, or see --help"],
  ["toString", "toString is no command", "write check or explain, or see --help"],
  [
    "check",
    "check needs to be told what it gets",
    "write check options, check daemon-json, check command-line, or see check --help",
  ],
  ["check daemonjson f", "check doesn't know daemonjson", "write check daemon-json, or see check --help"],
  ["check options", "no file is named", "name one file, or - for standard input"],
  ["check options a b", "b is one file too many", "name one file, or - for standard input"],
  ["check options none.json", "none.json can't be read: no such file", "name a file that is there"],
  [
    "check command-line",
    "no command line is named",
    "write check command-line 'dockerd ...', check command-line -- dockerd ..., or - for standard input",
  ],
  [
    "check options f --systemd",
    "--environment-file and --systemd are about a command line",
    "leave them out",
  ],
  ["check options f --engnie 1.2", "--engnie is no option of this command", "write --engine, or see --help"],
  ["check options f --xyzzy", "--xyzzy is no option of this command", "see --help"],
  ["check options f --engine", "Option '--engine <value>' argument missing", "see --help"],
  [
    "check options f --engine new",
    "--engine new is no version of an engine",
    'write it as in --engine 28.5.2, --engine 20.10 or --engine ">=26 <30"',
  ],
  [
    "explain lables",
    "lables is no option of dockerd that is known",
    "write labels, or see the list: pulumi-dockerd explain",
  ],
  [
    "explain --lable",
    "--lable is no option of dockerd that is known",
    "write --label, or see the list: pulumi-dockerd explain",
  ],
  ["explain xyzzy", "xyzzy is no option of dockerd that is known", "see the list: pulumi-dockerd explain"],
  ["explain a b", "b is one option too many", "name one, or none for a list"],
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
          throw new RangeError("ours");
        },
      }),
    ),
  ).toThrow(RangeError);
});
