import { readCommandLine } from "../../../../provider/core/command-line";
import { declaredKeys } from "../../../../provider/core/desired/daemon-json";
import type { Json, JsonObject } from "../../../../provider/core/json";
import { isJsonObject } from "../../../../provider/core/json";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";
import { caseFile } from "../../fixtures";

// What dockerd 28.5.2 itself made of these words.
const recorded = JSON.parse(caseFile("flags/dockerd.json").toString()) as {
  read: { words: string[]; flags: Record<string, string> }[];
  refused: { words: string[]; said: string }[];
};
const keysOf = (words: readonly string[]): JsonObject =>
  declaredKeys(readCommandLine(["dockerd", ...words]).options, {});

/** A value as Go prints it: `[a b]`, `map[a:1]`. Only of plain values: dockerd prints records by their own rules. */
function asGo(value: Json): string | undefined {
  if (Array.isArray(value)) {
    const parts = (value as Json[]).map(asGo);
    return parts.includes(undefined) ? undefined : `[${parts.join(" ")}]`;
  }
  if (!isJsonObject(value)) return typeof value === "object" ? undefined : String(value);
  const parts = Object.entries(value).map(([name, part]) => [
    name,
    isJsonObject(part) ? undefined : asGo(part),
  ]);
  if (parts.some(([, part]) => part === undefined)) return undefined;
  return `map[${parts.map(([name, part]) => `${String(name)}:${String(part)}`).join(" ")}]`;
}

test.each(recorded.read)("dockerd sets the same keys by $words", ({ words, flags }) => {
  const ours = keysOf(words);
  // A proxy's flag is told by its own name, which is its member's in daemon.json.
  const { proxies = {}, ...others } = ours;
  const flat = { ...others, ...(isJsonObject(proxies) ? proxies : {}) };
  expect(Object.keys(flat).sort()).toEqual(Object.keys(flags).sort());
});

/** What dockerd prints in a form of its own: records by their own rules, sizes in bytes, mirrors with a slash. */
const OWN_FORM = [
  "default-address-pools",
  "default-network-opts",
  "default-shm-size",
  "default-ulimits",
  "dns",
  "registry-mirrors",
];

test.each(recorded.read)("... and reads the same values in $words", ({ words, flags }) => {
  const ours = keysOf(words);
  for (const [key, read] of Object.entries(flags).filter(([name]) => !OWN_FORM.includes(name))) {
    const value = isJsonObject(ours.proxies) ? (ours.proxies[key] ?? ours[key]) : ours[key];
    expect([key, asGo(value ?? null)]).toEqual([key, read]);
  }
});

test.each(recorded.refused)("what dockerd refuses is refused: $words", ({ words }) => {
  const { options, notes } = readCommandLine(["dockerd", ...words]);
  const host = { connection: { host: "h", hostKey: `SHA256:${"A".repeat(43)}` } };
  const wrong = [
    ...notes.filter(({ kind }) => kind === "refused"),
    ...checkDaemonInputs({ ...host, options }),
  ];
  expect(wrong).not.toEqual([]);
});
