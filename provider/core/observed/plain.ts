import { printable } from "../errors";
import { isJsonObject, type Json, type JsonObject } from "../json";
import { UNKNOWN } from "../schema/unknowns";

/** The key by which Pulumi tells secrets, assets and references from plain objects (@pulumi/pulumi runtime/rpc). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The texts that Pulumi's engine takes for a value that isn't known yet, by type (sdk/go/common/resource/plugin). */
const SENTINELS: ReadonlySet<Json> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Most characters of a text, and most texts of a list, that go from an engine into a state. */
const LONGEST = 1000;

/** A text that a host told, for a state: escaped and bounded; null for anything else. */
export function plainText(value: Json | undefined): string | null {
  if (typeof value !== "string" || SENTINELS.has(value)) return null;
  const text = printable(value.slice(0, LONGEST));
  return value.length > LONGEST ? `${text}...` : text;
}

/** The texts of a list that a host told. */
export const plainTexts = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? (value as Json[]) : [])
    .slice(0, LONGEST)
    .map(plainText)
    .filter((text) => text !== null);

/**
 * A value of a host's daemon.json, for a state. What Pulumi would take for a secret, an asset (a file of the machine that
 * runs Pulumi) or an unknown value becomes its JSON text; everything else stays as it is.
 */
export function plainJson(value: Json): Json {
  if (SENTINELS.has(value)) return JSON.stringify(value);
  if (isJsonObject(value))
    return Object.hasOwn(value, SIGNATURE) ? JSON.stringify(value) : plainObject(value);
  return typeof value === "object" && value !== null ? value.map(plainJson) : value;
}

/** The same for each member of an object. */
export const plainObject = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainJson(part)]));
