import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../fixtures";

const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");

const picture = page.slice(0, page.indexOf("- **By process.**"));

/** The folders of provider that the table names, in its order. */
const listed = [...page.matchAll(/^\| `([a-z-]+(?:\/[a-z-]+)?)` +\|/gm)].map(([, folder = ""]) => folder);
const listedInCore = listed.flatMap((folder) => (folder.startsWith("core/") ? [folder.slice(5)] : []));

const foldersIn = (path: string): readonly string[] =>
  readdirSync(join(ROOT, path)).filter((name) => statSync(join(ROOT, path, name)).isDirectory());

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
  readonly to: { readonly path?: string };
}

const { forbidden } = createRequire(__filename)(join(ROOT, ".dependency-cruiser.cjs")) as {
  forbidden: readonly Rule[];
};
const ORDER = forbidden.filter(({ name }) => name.startsWith("core-in-order-"));

test("the table lists every folder of core and edge, and no other", () => {
  const folders = ["core", "edge"].flatMap((part) =>
    foldersIn(`provider/${part}`).map((name) => `${part}/${name}`),
  );
  expect(listed.filter((folder) => /^(core|edge)\//.test(folder)).sort()).toEqual([...folders].sort());
});

test("every folder in the picture and the table exists", () => {
  const drawn = [...picture.matchAll(/\b(?:sdk|provider)\/[a-z]+(?:\/[a-z]+)?/gm)].map(([path]) => path);
  expect(drawn).toContain("provider/core");
  const paths = [...drawn, ...listed.map((folder) => `provider/${folder}`)];
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("the table has core's folders in the order of the import rules", () => {
  expect(ORDER.length).toBeGreaterThan(0);
  // Each rule forbids imports from its folders to later ones.
  for (const { name, from, to } of ORDER) {
    const matches = (pattern: string | undefined, folder: string): boolean =>
      pattern !== undefined && new RegExp(pattern).test(`provider/core/${folder}/module.ts`);
    const sources = listedInCore.filter((folder) => matches(from.path, folder));
    const later = listedInCore.filter((folder) => matches(to.path, folder));
    const last = Math.max(...sources.map((folder) => listedInCore.indexOf(folder)));
    expect({ name, sources: sources.length > 0, later: later.length > 0 }).toEqual({
      name,
      sources: true,
      later: true,
    });
    expect({ name, tooEarly: later.filter((folder) => listedInCore.indexOf(folder) < last) }).toEqual({
      name,
      tooEarly: [],
    });
  }
});

test("the paths that the recipes name exist", () => {
  const recipes = page.slice(page.indexOf("## How to add"), page.indexOf("## On the host"));
  const files = [...recipes.matchAll(/`((?:core|edge|provider|sdk|tests)\/[\w./-]+)`/g)].map(
    ([, path = ""]) => (/^(core|edge)\//.test(path) ? `provider/${path}` : path),
  );
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
