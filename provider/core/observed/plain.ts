import { printable } from "../errors";
import { isJsonObject, type Json, type JsonObject } from "../json";
import { UNKNOWN } from "../schema/unknowns";

/** The key that marks secrets, assets and references in Pulumi's state (@pulumi/pulumi runtime/rpc). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The texts that represent unknown values in Pulumi's engine, by type (sdk/go/common/resource/plugin). */
const SENTINELS: ReadonlySet<Json> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The maximum length of a text, and of a list of texts, that a state takes from a host. */
const LONGEST = 1000;

/** Escapes and truncates a host's text for a state; null for anything else. */
export function plainText(value: Json | undefined): string | null {
  if (typeof value !== "string" || SENTINELS.has(value)) return null;
  const text = printable(value.slice(0, LONGEST));
  return value.length > LONGEST ? `${text}...` : text;
}

/** Returns the texts of a host's list, escaped and truncated. */
export const plainTexts = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? (value as Json[]) : [])
    .slice(0, LONGEST)
    .map(plainText)
    .filter((text) => text !== null);

/**
 * Prepares a value of a host's daemon.json for a state. A value that Pulumi would take for a secret, an asset (a file of
 * the machine that runs Pulumi) or an unknown value becomes its JSON text.
 */
export function plainJson(value: Json): Json {
  if (SENTINELS.has(value)) return JSON.stringify(value);
  if (isJsonObject(value))
    return Object.hasOwn(value, SIGNATURE) ? JSON.stringify(value) : plainObject(value);
  return typeof value === "object" && value !== null ? value.map(plainJson) : value;
}

/** Prepares each member of an object of a host's daemon.json for a state. */
export const plainObject = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainJson(part)]));
