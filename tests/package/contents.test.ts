import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMA_VERSIONS } from "../../tools/generate/json-schema";
import { repository } from "../support/sandbox";

interface PackageJson {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const read = (path: string): string => readFileSync(join(repository, path), "utf8");

/** Returns the files below a folder with an ending, with the folder's name. */
const under = (folder: string, ending: string): string[] =>
  (readdirSync(join(repository, folder), { recursive: true }) as string[])
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));

/** Returns the files that `npm publish` would send, according to npm. */
const packed = (): string[] => {
  const answer = execFileSync("npm", ["pack", "--dry-run", "--ignore-scripts", "--json"], {
    cwd: repository,
  });
  const [{ files }] = JSON.parse(answer.toString()) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path).sort();
};

test("the package has the compiled sources, the scripts, and the files for its users", () => {
  const sources = [...under("provider", ".ts"), ...under("sdk", ".ts")];
  const compiled = sources.flatMap((path) => [".js", ".d.ts"].map((end) => path.replace(/\.ts$/, end)));
  const scripts = under("provider/edge/scripts", ".sh");
  expect(scripts).toContain("provider/edge/scripts/apply.sh");
  expect(packed()).toEqual(
    [
      ...["CHANGELOG.md", "LICENSE", "README.md", "package.json"],
      ...under("docs/reference", ".md"),
      ...[...compiled, ...scripts].map((path) => join("dist", path)),
      // For editors: the schema of daemon.json for each series of engines.
      ...SCHEMA_VERSIONS.map((version) => `dist/schemas/daemon-${version}.json`),
    ].sort(),
  );
});

test("the package declares every module that it loads as a dependency", () => {
  // Not `=> require(...)`: that is the text in the state.
  const loaded = under("dist", ".js").flatMap((path) =>
    [...read(path).matchAll(/(?:= |\()require\("([^."][^"]*)"\)/g)].map(([, name]) => name!),
  );
  const packages = loaded
    .filter((name) => !name.startsWith("node:"))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]);
  const { dependencies, peerDependencies } = JSON.parse(read("package.json")) as PackageJson;
  expect([...new Set(packages)].sort()).toEqual(
    [...Object.keys(dependencies), ...Object.keys(peerDependencies)].sort(),
  );
});

test("no file of the package names a source map, because there is none", () => {
  expect(under("dist", ".js").filter((path) => read(path).includes("sourceMappingURL"))).toEqual([]);
});
