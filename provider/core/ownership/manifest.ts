import { type Owned, ownedBy, ownedPart, ownedTogether, ownedWithout } from "../desired/daemon-json";
import type { ErrorFacts } from "../errors";
import { isJsonObject, type Json, type JsonObject, sameJson } from "../json";
import type { FirstFile } from "../observed/host";

/** Our record on a host: who owns its daemon's configuration, and what of daemon.json is ours. */
export interface Manifest {
  readonly format: 1;
  /** The resource's id in Pulumi. */
  readonly id: string;
  /** The resource's URN: it names stack, project and resource. */
  readonly urn: string;
  readonly owned: Owned;
  /** The transaction that brought it about: a client that lost its connection learns by it that it was confirmed. */
  readonly transaction?: string;
  /** What was ours once and is no longer declared: what of it was there before us comes back in the end. */
  readonly dropped?: Owned;
  /** The default bridge's address, with its prefix length, before the first change that moved it. */
  readonly bridge?: string;
  /** The unmanaged keys of daemon.json that the engine had loaded when the transaction was confirmed. */
  readonly unmanaged?: JsonObject;
}

/**
 * What a resource owns on a host: what the manifest says. If it is gone the state's word counts only if the first backup
 * shows that there was one: a create that was rolled back leaves neither.
 */
export function ownedOnHost(manifest: Manifest | undefined, first: FirstFile, lastDeclared: Owned): Owned {
  if (manifest !== undefined) return manifest.owned;
  return first === "none" ? {} : lastDeclared;
}

/** What is dropped once a declaration takes the place of what a record tells. */
export function droppedAfter(before: Manifest | undefined, declared: Owned): Owned {
  if (before === undefined) return {};
  return ownedWithout(ownedTogether(before.owned, before.dropped ?? {}), declared);
}

/** What the end of a record is about: what is ours, and what was, unless others set it since. */
export function ownedAtLast({ owned, dropped = {} }: Manifest, found: JsonObject): Owned {
  const setByOthers = ownedBy(ownedPart(found, dropped));
  return ownedTogether(owned, ownedWithout(dropped, setByOthers));
}

/** Whether two manifests say the same, whichever transactions wrote them. */
export function sameManifest(one: Manifest | undefined, other: Manifest): boolean {
  const facts = (manifest: Manifest): JsonObject => ({ ...manifest, transaction: "" });
  return one !== undefined && sameJson(facts(one), facts(other));
}

/** @throws SyntaxError for a text that is no manifest of ours */
export function parseManifest(text: string): Manifest {
  const value = JSON.parse(text) as Json;
  const complete =
    isJsonObject(value) &&
    value.format === 1 &&
    typeof value.id === "string" &&
    typeof value.urn === "string" &&
    isJsonObject(value.owned);
  if (!complete) throw new SyntaxError("it has another form");
  return value as unknown as Manifest;
}

/** Who acts on a host, and what it may. */
export interface Claimant {
  readonly id: string;
  readonly urn: string;
  /** Whether this resource has no host yet, or another one: then it may adopt a host of its own URN. */
  readonly isNew: boolean;
  readonly takeOver: boolean;
}

/** Why a resource may not act on a host whose manifest is another's; undefined if it may. */
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
  "or run `rm -r /var/lib/pulumi-dockerd` on the host, which forgets its original configuration";

/** The alias for a resource that was only renamed: stack, project and type are the same. */
function ifRenamed(from: string, to: string): string {
  const [before, after] = [from, to].map((urn) => {
    const at = urn.lastIndexOf("::");
    return { path: urn.slice(0, at), name: urn.slice(at + 2) };
  });
  if (before?.path !== after?.path) return "";
  return `if it was renamed, add the resource option aliases: [{ name: ${JSON.stringify(before?.name)} }]; otherwise `;
}

/** What to say of a host that was adopted from another owner; undefined if there was none. */
export function adoptionNote(manifest: Manifest | undefined, { id, urn }: Claimant): string | undefined {
  if (manifest === undefined || manifest.id === id) return undefined;
  return manifest.urn === urn
    ? `adopted a host that another instance of this resource managed (${manifest.id})`
    : `adopted a host that another resource managed (apply.takeOver): ${manifest.urn}`;
}
