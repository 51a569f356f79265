import type { Owned } from "../desired/daemon-json";
import type { ErrorFacts } from "../errors";
import { isJsonObject, type Json } from "../json";

/** Our record on a host: who owns its daemon's configuration, and what of daemon.json is ours. */
export interface Manifest {
  readonly format: 1;
  /** The resource's id in Pulumi. */
  readonly id: string;
  /** The resource's URN: it names stack, project and resource. */
  readonly urn: string;
  readonly owned: Owned;
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
