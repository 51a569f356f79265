import { createHash } from "node:crypto";
import type { ObservedHost } from "../../core/observed/host";
import type { Effect } from "../../core/plan/effect";
import type { Plan } from "../../core/plan/plan";
import type { Manifest } from "../../core/state/manifest";

/** SHA-256 of bytes, in hex. */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** What a script reads: a line "name value" each, then "end". Values are words that no shell gives a meaning to. */
function payload(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => {
    if (/[\r\n]/.test(value)) throw new TypeError(`${name} has a line end`);
    return `${name} ${value}\n`;
  });
  return `${lines.join("")}end\n`;
}

/** A daemon.json that wasn't there before. */
export const NEW_FILE = { mode: "644", owner: "0:0" } as const;

/** How apply.sh brings a plan about on the host as it was observed. A file that was there keeps its mode and owner. */
export function applyPayload(plan: Plan, host: ObservedHost): string {
  const { daemonJson } = host;
  const { mode, owner } = daemonJson ?? NEW_FILE;
  return payload({
    target: host.target,
    expect: daemonJson === undefined ? "absent" : sha256(daemonJson.bytes),
    content: plan.file.kind === "write" ? base64(plan.file.text) : plan.file.kind,
    mode,
    owner,
    unit: plan.unit.kind === "write" ? base64(plan.unit.text) : plan.unit.kind,
    argv: base64(plan.argv.map((word) => `${word}\0`).join("")),
    activate: activation(plan, plan.effect),
    undo: activation(plan, plan.undo),
    engine: engineState(host),
  });
}

/** How an effect is brought about: a restart that concerns listeners takes the socket along. */
const activation = (plan: Plan, effect: Effect): Effect | "rebind" =>
  effect === "restart" && plan.rebinds ? "rebind" : effect;

export function restorePayload(plan: Plan, host: ObservedHost): string {
  return payload({ target: host.target, undo: activation(plan, plan.undo), engine: engineState(host) });
}

/** `manifest` is our record; "none" ends our part on the host. */
export function confirmPayload(manifest: Manifest | "none", host: ObservedHost): string {
  const record = manifest === "none" ? manifest : base64(`${JSON.stringify(manifest)}\n`);
  return payload({ target: host.target, manifest: record });
}

const engineState = (host: ObservedHost): string => (host.service?.active === true ? "running" : "stopped");
