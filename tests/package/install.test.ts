import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import {
  describeOnHosts,
  labelsOf,
  privateKeyOf,
  pulumi,
  repository,
  sandboxHost,
  stateOf,
} from "../support/sandbox";
import { compile, RESOLUTIONS } from "./compile";
import { install, pack, type Project, type Setting } from "./user-project";

interface PackageJson {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const OLDEST = "3.216.0";

// Each package manager, kind of program, Pulumi and Node.js at least once, in four projects.
const SETTINGS: readonly Setting[] = [
  // The user's own gRPC differs from Pulumi's; the compiler is the one inside of Pulumi.
  {
    manager: "npm",
    program: "typescript",
    pulumi: OLDEST,
    node: 20,
    packages: { "@grpc/grpc-js": "1.9.15" },
  },
  { manager: "pnpm", program: "commonjs", pulumi: "3.248.0", node: 20 },
  { manager: "npm", flags: ["--ignore-scripts"], program: "esm", pulumi: "latest", node: 22 },
  {
    manager: "pnpm",
    program: "typescript",
    pulumi: "latest",
    node: 24,
    packages: { typescript: "^5.9.0", "@types/node": "^24.0.0" },
  },
];

const projects: Project[] = [];
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-dockerd-package-"));
  tarball = await pack(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(SETTINGS)("$manager, $program, @pulumi/pulumi $pulumi, Node.js $node", (setting) => {
  let project: Project;
  const inModules = (...path: string[]): string => join(project.folder, "node_modules", ...path);
  const versionOf = (name: string): string =>
    (JSON.parse(readFileSync(inModules(name, "package.json"), "utf8")) as PackageJson).version;

  beforeAll(async () => {
    project = await install(setting, tarball, folder);
    projects.push(project);
  });

  test("the installed versions are those that were requested", async () => {
    const { stdout } = await promisify(execFile)("node", ["--version"], { env: { PATH: project.path } });
    expect(stdout).toMatch(new RegExp(`^v${setting.node}\\.`));
    if (setting.pulumi === "latest")
      expect(Number(versionOf("@pulumi/pulumi").split(".")[1])).toBeGreaterThan(248);
    else expect(versionOf("@pulumi/pulumi")).toBe(setting.pulumi);
    if (setting.flags?.includes("--ignore-scripts") === true) {
      expect(existsSync(inModules("ssh2/lib/protocol/crypto/build"))).toBe(false);
    }
  });

  test("a user's unit test of the program passes with Pulumi's mocks", async () => {
    if (setting.program === "typescript") {
      const options = { module: ts.ModuleKind.Node16, outDir: join(project.folder, "compiled") };
      expect(compile(project.folder, "index.ts", options)).toEqual([]);
    }
    const PROGRAM = setting.program === "typescript" ? "./compiled/index.js" : "./index.js";
    const env = { PATH: project.path, PROGRAM, LABEL: setting.program };
    await promisify(execFile)("node", ["--test", "mocks.mjs"], { cwd: project.folder, env });
  });

  describeOnHosts("an installed package on a real host", () => {
    const host = sandboxHost("package");
    const run = async (...words: string[]): Promise<string> => {
      const { code, text } = await pulumi(project.folder, words, privateKeyOf(host), { PATH: project.path });
      if (code !== 0) throw new Error(`pulumi ${words.join(" ")}: ${text}`);
      return text;
    };

    test("up, refresh and destroy work", async () => {
      const before = await stateOf(host);
      await run("stack", "init", "test");
      await run("config", "set", "host", host.address);
      await run("config", "set", "hostKey", host.hostKey);
      await run("config", "set", "--secret", "dockerd:privateKey");
      try {
        expect(await run("up", "--yes", "--skip-preview")).toContain("verify");
        const label = `program=${setting.program}`;
        expect(await labelsOf(host)).toEqual([label]);
        const outputs = JSON.parse(await run("stack", "output", "--json")) as object;
        expect(outputs).toEqual({
          labels: [label],
          node: expect.stringMatching(`^v${setting.node}\\.`) as string,
        });
        await run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      } finally {
        await run("destroy", "--yes", "--skip-preview");
      }
      expect(await stateOf(host)).toBe(before);
    });
  });
});

test("the oldest Pulumi that the package accepts is the oldest that is tested", () => {
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as PackageJson;
  expect(manifest.peerDependencies).toEqual({ "@pulumi/pulumi": `^${OLDEST}` });
});

test.each(Object.entries(RESOLUTIONS))(
  "the package's types are found and reject misuse: %s",
  (_name, { file, ...options }) => {
    const { folder: project } = projects.at(-1)!;
    copyFileSync(join(__dirname, "programs/types.ts"), join(project, file));
    expect(compile(project, file, { ...options, noEmit: true })).toEqual([]);
  },
);
