import { type Owned, ownedBy, ownedPart, ownedTogether, ownedWithout } from "../desired/daemon-json";
import type { ErrorFacts } from "../errors";
import { STATE_FOLDER } from "../host-paths";
import { isJsonObject, type Json, type JsonObject, sameJson } from "../json";
import type { OriginalFile } from "../observed/host";

/** The provider's manifest on a host: the owner of its configuration, and the managed part of daemon.json. */
export interface Manifest {
  readonly format: 1;
  /** The resource's id in Pulumi. */
  readonly id: string;
  /** The resource's URN, which contains stack, project and resource name. */
  readonly urn: string;
  readonly owned: Owned;
  /** The last confirmed transaction: by it a client whose connection was lost knows that its own was confirmed. */
  readonly transaction?: string;
  /** Keys and entries that were managed and are no longer declared. The final restore sets their original values. */
  readonly dropped?: Owned;
  /** The original address of the default bridge, with its prefix length, if a change has moved it. */
  readonly bridge?: string;
  /** The unmanaged keys of daemon.json that the engine had loaded when the transaction was confirmed. */
  readonly unmanaged?: JsonObject;
}

/**
 * Returns what is managed on a host, according to its manifest. If that is gone, the state counts only if the original
 * file is there: a create that was rolled back leaves neither manifest nor original.
 */
export function ownedOnHost(
  manifest: Manifest | undefined,
  original: OriginalFile,
  lastDeclared: Owned,
): Owned {
  if (manifest !== undefined) return manifest.owned;
  return original === "none" ? {} : lastDeclared;
}

/** Returns what is dropped once a new declaration replaces what was managed until then. */
export const droppedAfter = (last: Manifest | undefined, managed: Owned, declared: Owned): Owned =>
  ownedWithout(ownedTogether(managed, last?.dropped ?? {}), declared);

/** Returns what a destroy restores or removes: the managed part, and the dropped part unless it has been set since. */
export function ownedAtLast({ owned, dropped = {} }: Manifest, daemonJson: JsonObject): Owned {
  const setByOthers = ownedBy(ownedPart(daemonJson, dropped));
  return ownedTogether(owned, ownedWithout(dropped, setByOthers));
}

/** Returns whether two manifests are equal apart from their transactions. */
export function sameManifest(one: Manifest | undefined, other: Manifest): boolean {
  const facts = (manifest: Manifest): JsonObject => ({ ...manifest, transaction: "" });
  return one !== undefined && sameJson(facts(one), facts(other));
}

/** Parses a manifest. @throws SyntaxError if the text is not one */
export function parseManifest(text: string): Manifest {
  const value = JSON.parse(text) as Json;
  const complete =
    isJsonObject(value) &&
    value.format === 1 &&
    typeof value.id === "string" &&
    typeof value.urn === "string" &&
    isJsonObject(value.owned);
  if (!complete) throw new SyntaxError("unexpected format");
  return value as unknown as Manifest;
}

/** A resource that is about to change a host. */
export interface Claimant {
  readonly id: string;
  readonly urn: string;
  /** Whether the host is new to the resource: it may then adopt a host that another instance of its URN manages. */
  readonly isNew: boolean;
  readonly takeOver: boolean;
}

/** Refuses a host that another resource manages; undefined if the claimant may change it. */
export function conflict(
  manifest: Manifest | undefined,
  { id, urn, isNew, takeOver }: Claimant,
): ErrorFacts | undefined {
  if (manifest === undefined || manifest.id === id || takeOver) return undefined;
  const facts = { kind: "ConflictError", step: "plan" } as const;
  if (manifest.urn !== urn) {
    return {
      ...facts,
      what: `this host is already managed by another resource: ${manifest.urn}`,
      remedy: `${ifRenamed(manifest.urn, urn)}${RELEASE}`,
    };
  }
  if (isNew) return undefined;
  return {
    ...facts,
    what: `this host is already managed by another instance of this resource (${manifest.id}), as from a stack of the same name on another backend`,
    remedy: RELEASE,
  };
}

const RELEASE =
  "remove this Daemon from the program or destroy the other one first; " +
  "if the other one no longer exists, set apply.takeOver to true, " +
  `or run \`rm -r ${STATE_FOLDER}\` on the host, which deletes its original configuration`;

/** Suggests an alias if only the resource's name differs: stack, project and type are the same. */
function ifRenamed(from: string, to: string): string {
  const [old, current] = [from, to].map((urn) => {
    const at = urn.lastIndexOf("::");
    return { path: urn.slice(0, at), name: urn.slice(at + 2) };
  });
  if (old?.path !== current?.path) return "";
  return `if it was renamed, add the resource option aliases: [{ name: ${JSON.stringify(old?.name)} }]; otherwise `;
}

/** Makes the note on a host that was adopted from another owner; undefined if there was none. */
export function adoptionNote(manifest: Manifest | undefined, { id, urn }: Claimant): string | undefined {
  if (manifest === undefined || manifest.id === id) return undefined;
  return manifest.urn === urn
    ? `adopted a host that another instance of this resource managed (${manifest.id})`
    : `adopted a host that another resource managed (apply.takeOver): ${manifest.urn}`;
}
