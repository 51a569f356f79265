import { type Owned, ownedBy, ownedPart, ownedTogether, ownedWithout } from "../desired/daemon-json";
import type { ErrorFacts } from "../errors";
import { isJsonObject, type Json, type JsonObject, sameJson } from "../json";

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

/** Whether two manifests name the same owner and the same managed entries, whichever transactions wrote them. */
export function sameOwnership(one: Manifest | undefined, other: Manifest): boolean {
  const facts = ({ id, urn, owned, dropped }: Manifest): JsonObject => ({
    id,
    urn,
    owned: { ...owned },
    dropped: { ...dropped },
  });
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

/** Why a resource may not act on a host whose manifest is another's; undefined where it may. */
export function conflict(
  manifest: Manifest | undefined,
  id: string | undefined,
  urn: string,
): ErrorFacts | undefined {
  if (manifest === undefined || manifest.urn === urn || manifest.id === id) return undefined;
  return {
    kind: "ConflictError",
    step: "plan",
    what: `this host's daemon belongs to another resource already: ${manifest.urn}`,
    remedy: "declare it in one place only: remove this Daemon, or destroy the other one first",
  };
}
