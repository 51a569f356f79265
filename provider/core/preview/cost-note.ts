import { type Effect, exceeds, greatest } from "../effect";
import type { EngineVersion } from "../engine-version";
import { hasErratum } from "../errata/errata";
import { type Json, jsonAt, type JsonObject } from "../json";
import type { Hazard } from "../options";

/** What a preview knows of a change and its host: the effect of each key, the last outputs, and the new inputs. */
export interface CostFacts {
  readonly effects: readonly Effect[];
  readonly outputs: JsonObject;
  readonly inputs: JsonObject;
  readonly version: EngineVersion;
}

/** Returns what a change costs beyond the effect of each key, as far as the last outputs show. */
export function costNotes({ effects, outputs, inputs, version }: CostFacts): readonly string[] {
  const keepsContainers =
    jsonAt(outputs, ["engine", "liveRestore"]) === true &&
    jsonAt(inputs, ["options", "liveRestore"]) !== false;
  const needed = greatest(effects);
  const isUnsafe = needed === "reload" && hasErratum("reload-drops-host-gateway", version);
  const effect = isUnsafe && keepsContainers ? "restart" : needed;
  return [
    ...(effect === needed ? [] : ["restart, since a reload would break host-gateway on this engine"]),
    ...(effect === "restart" ? [containersNote(keepsContainers, inputs)] : []),
    ...(isUnsafe && !keepsContainers ? [gatewayNote(inputs)] : []),
    ...limitNote(effect, jsonAt(inputs, ["apply", "allowedEffect"])),
  ];
}

function containersNote(keepsContainers: boolean, inputs: JsonObject): string {
  if (keepsContainers) return "containers keep running (live-restore)";
  return acknowledges("stops-containers", inputs)
    ? "the restart stops running containers"
    : "refused while containers run, unless apply.acknowledge lists stops-containers";
}

const gatewayNote = (inputs: JsonObject): string =>
  acknowledges("breaks-host-gateway", inputs)
    ? "the reload breaks host-gateway on this engine"
    : "the reload breaks host-gateway on this engine: refused if a container uses it, unless apply.acknowledge lists breaks-host-gateway";

function acknowledges(hazard: Hazard, inputs: JsonObject): boolean {
  const names = jsonAt(inputs, ["apply", "acknowledge"]);
  return Array.isArray(names) && names.includes(hazard);
}

function limitNote(effect: Effect, allowed: Json | undefined): readonly string[] {
  if (allowed !== "none" && allowed !== "reload") return [];
  return exceeds(effect, allowed) ? [`refused: apply.allowedEffect is "${allowed}"`] : [];
}
