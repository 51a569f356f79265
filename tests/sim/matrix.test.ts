import { REAL_OPERATIONS, REAL_TERRAINS } from "../faults-on-hosts/terrains";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hostsPage } from "./hosts-page";
import { playMatrix, violations } from "./matrix-run";
import { PAIRS } from "./matrix";
import { OPERATIONS } from "./operations";
import { TERRAINS } from "./terrain";

const MINUTES = 60_000;

test(
  `${TERRAINS.length} conditions of hosts: each operation is confirmed, refused untouched, or rolled back`,
  async () => {
    const cells = await playMatrix();
    expect(violations(cells)).toEqual([]);
    expect(cells).toHaveLength(PAIRS.length);
    expect(hostsPage(cells)).toBe(readFileSync(join(__dirname, "../../docs/reference/hosts.md"), "utf8"));
  },
  40 * MINUTES,
);

test("every condition has a unique name and at least one operation", () => {
  expect(new Set(TERRAINS.map(({ name }) => name)).size).toBe(TERRAINS.length);
  const tried = new Set(PAIRS.map(({ terrain }) => terrain.name));
  expect(TERRAINS.filter(({ name }) => !tried.has(name))).toEqual([]);
  expect(TERRAINS.length).toBeGreaterThanOrEqual(36);
  expect(OPERATIONS.length).toBeGreaterThanOrEqual(10);
});

test("every condition that real hosts are put into is in the table", () => {
  const names = TERRAINS.map(({ name }) => name);
  expect(Object.keys(REAL_TERRAINS).filter((name) => !names.includes(name))).toEqual([]);
  expect(Object.keys(REAL_TERRAINS).length).toBeGreaterThanOrEqual(15);
  expect(OPERATIONS.map(({ name }) => name)).toEqual(expect.arrayContaining([...REAL_OPERATIONS]));
});
