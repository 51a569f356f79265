import { readCommandLine } from "../../../../provider/core/command-line";
import { declaredKeys } from "../../../../provider/core/desired/daemon-json";
import type { Json, JsonObject } from "../../../../provider/core/json";
import { isJsonObject } from "../../../../provider/core/json";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";
import { caseFile } from "../../fixtures";

// Recorded results of dockerd 28.5.2 for these words.
const recorded = JSON.parse(caseFile("flags/dockerd.json").toString()) as {
  read: { words: string[]; flags: Record<string, string> }[];
  refused: { words: string[]; said: string }[];
};
const keysOf = (words: readonly string[]): JsonObject =>
  declaredKeys(readCommandLine(["dockerd", ...words]).options, {});

/** Returns a value as Go prints it: `[a b]`, `map[a:1]`; undefined for nested objects, which have other forms. */
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

test.each(recorded.read)("$words sets the same keys as in dockerd", ({ words, flags }) => {
  const keys = keysOf(words);
  // dockerd reports a proxy's flag by the name that its member of `proxies` has in daemon.json.
  const { proxies = {}, ...others } = keys;
  const flat = { ...others, ...(isJsonObject(proxies) ? proxies : {}) };
  expect(Object.keys(flat).sort()).toEqual(Object.keys(flags).sort());
});

/** Keys that dockerd prints in another form: objects by rules of their own, sizes in bytes, mirrors with a slash. */
const OWN_FORM = [
  "default-address-pools",
  "default-network-opts",
  "default-shm-size",
  "default-ulimits",
  "dns",
  "registry-mirrors",
];

test.each(recorded.read)("$words sets the same values as in dockerd", ({ words, flags }) => {
  const keys = keysOf(words);
  for (const [key, read] of Object.entries(flags).filter(([name]) => !OWN_FORM.includes(name))) {
    const value = isJsonObject(keys.proxies) ? (keys.proxies[key] ?? keys[key]) : keys[key];
    expect([key, asGo(value ?? null)]).toEqual([key, read]);
  }
});

test.each(recorded.refused)("words that dockerd rejects are refused: $words", ({ words }) => {
  const { options, notes } = readCommandLine(["dockerd", ...words]);
  const host = { connection: { host: "h", hostKey: `SHA256:${"A".repeat(43)}` } };
  const wrong = [
    ...notes.filter(({ kind }) => kind === "refused"),
    ...checkDaemonInputs({ ...host, options }),
  ];
  expect(wrong).not.toEqual([]);
});
