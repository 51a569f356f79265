import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../fixtures";

const PAGES = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/README.md"],
  ...["docs", "docs/reference"].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

const textOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replace(/ /g, "-");

const anchorsIn = (path: string): readonly string[] =>
  [...textOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** Links that lead to no file, or to no heading of it. */
function broken(page: string): readonly string[] {
  const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    const [file = "", anchor] = link.split("#");
    const path = file === "" ? page : join(dirname(page), file);
    return !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchorsIn(path).includes(anchor));
  });
}

test.each(PAGES)("every link of %s leads to a file and a heading that exist", (page) => {
  expect(broken(page)).toEqual([]);
});
