import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { runOutside } from "../support/outside";
import { repository } from "../support/sandbox";

/** A combination of tools with which users install the package. */
export interface Setting {
  readonly manager: "npm" | "pnpm";
  readonly flags?: readonly string[];
  readonly program: "commonjs" | "esm" | "typescript";
  /** A version of @pulumi/pulumi, or "latest". */
  readonly pulumi: string;
  readonly node: number;
  /** Other dependencies of the project. */
  readonly packages?: Readonly<Record<string, string>>;
}

/** A user's project in its own folder, outside of the repository. */
export interface Project {
  readonly folder: string;
  /** The folder of the project's Node.js, and a PATH that begins with it. */
  readonly node: string;
  readonly path: string;
}

const SOURCE = { commonjs: "commonjs.cjs", esm: "esm.mjs", typescript: "typescript.ts" } as const;

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "pulumi-dockerd");

/** Packs the file that `npm publish` would send. @returns its path */
export async function pack(folder: string): Promise<string> {
  const words = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [packed] = JSON.parse(await runOutside("npm", words, { cwd: repository })) as { filename: string }[];
  return join(folder, packed!.filename);
}

/** Creates a project below a folder, with the packed package installed and its program written. */
export async function install(setting: Setting, tarball: string, parent: string): Promise<Project> {
  const folder = mkdtempSync(join(parent, "user-"));
  const main = setting.program === "typescript" ? "index.ts" : "index.js";
  const manifest = {
    name: "project",
    private: true,
    main,
    type: setting.program === "esm" ? "module" : "commonjs",
    dependencies: {
      "@pulumi/pulumi": setting.pulumi,
      "pulumi-dockerd": `file:${tarball}`,
      ...setting.packages,
    },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: project\nruntime: nodejs\n");
  copyFileSync(join(__dirname, "programs", SOURCE[setting.program]), join(folder, main));
  copyFileSync(join(__dirname, "programs/mocks.mjs"), join(folder, "mocks.mjs"));
  const node = await nodeFolder(setting.node);
  const project = { folder, node, path: [node, process.env.PATH].join(delimiter) };
  await installPackages(project, setting);
  return project;
}

async function installPackages({ folder, path }: Project, { manager, flags = [] }: Setting): Promise<void> {
  const env = { ...process.env, PATH: path };
  const words = ["install", "--prefer-offline", ...flags];
  if (manager === "npm") {
    await runOutside("npm", [...words, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, env });
    return;
  }
  const pnpm = join(await fromNpm("pnpm@10"), "pnpm/bin/pnpm.cjs");
  const folders = ["store", "cache", "state"].map((kind) => [
    `npm_config_${kind}_dir`,
    join(cache, "pnpm", kind),
  ]);
  await runOutside("node", [pnpm, ...words], {
    cwd: folder,
    env: { ...env, ...(Object.fromEntries(folders) as NodeJS.ProcessEnv) },
  });
}

/** Returns the folder of a Node.js: that of this process if its version matches, otherwise from npm's packages. */
async function nodeFolder(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  return join(await fromNpm(`${name}@${major}`), name, "bin");
}

/** Returns node_modules with one package in it, kept in the user's cache. */
async function fromNpm(spec: string): Promise<string> {
  const folder = join(cache, "npm", spec);
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    const partial = mkdtempSync(`${folder}-`);
    await runOutside(
      "npm",
      ["install", "--prefix", partial, "--no-audit", "--no-fund", "--loglevel=error", spec],
      {
        cwd: partial,
      },
    );
    try {
      renameSync(partial, folder);
    } catch (error) {
      // Another run was faster.
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return join(folder, "node_modules");
}
