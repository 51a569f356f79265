import type { Artefact, NewContent, TlsSet } from "../desired/artefacts";
import { DROP_IN } from "../host-paths";
import type { ObservedFile, ObservedHost } from "../observed/host";
import { sensitiveIn } from "../options/sensitive";
import type { Plan } from "./plan";

/** A host, and what a plan makes of it; without a plan every artefact is kept. */
export interface HostChange {
  readonly host: ObservedHost;
  readonly plan?: Plan | undefined;
  readonly tls?: TlsSet | undefined;
}

/**
 * Every artefact, in the order of the switch: what others refer to comes first, daemon.json and the drop-in last. Each is
 * staged, backed up, switched, rolled back and cleaned up by the same functions of the scripts.
 */
export const ARTEFACTS: readonly ((change: HostChange) => Artefact | undefined)[] = [
  tlsFolder,
  daemonJson,
  dropIn,
];

export const artefactsOf = (change: HostChange): readonly Artefact[] =>
  ARTEFACTS.flatMap((artefact) => artefact(change) ?? []);

const KEEP: NewContent = { kind: "keep" };

/** An existing daemon.json keeps its mode and owner, a new one with a sensitive value is 0600. */
export const accessOf = (
  plan: Pick<Plan, "after">,
  { daemonJson: found }: ObservedHost,
): Pick<ObservedFile, "mode" | "owner"> =>
  found ?? { mode: sensitiveIn(plan.after).length > 0 ? "600" : "644", owner: "0:0" };

function tlsFolder({ tls }: HostChange): Artefact | undefined {
  if (tls === undefined || tls.isThere) return undefined;
  return {
    name: "tls",
    path: tls.folder,
    mode: "400",
    owner: "0:0",
    content: { kind: "folder", files: tls.files },
    needs: "nothing",
    owned: "managed",
    found: "any",
  };
}

function daemonJson({ host, plan }: HostChange): Artefact {
  const { mode, owner } = accessOf(plan ?? { after: {} }, host);
  return {
    name: "daemon.json",
    path: host.target,
    mode,
    owner,
    content: plan?.file ?? KEEP,
    needs: "engine",
    owned: "shared",
    found: host.daemonJson ?? "absent",
  };
}

function dropIn({ plan }: HostChange): Artefact {
  return {
    name: "drop-in",
    path: DROP_IN,
    mode: "644",
    owner: "0:0",
    content: plan?.unit ?? KEEP,
    needs: "systemd",
    owned: "managed",
    found: "any",
  };
}
