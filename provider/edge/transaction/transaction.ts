import type { TlsSet } from "../../core/desired/artefacts";
import type { JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import type { Plan } from "../../core/plan/plan";
import type { ApplySettings } from "../../core/schema/inputs/apply";
import type { Timeouts } from "../../core/schema/inputs/timeouts";
import type { Manifest } from "../../core/ownership/manifest";
import type { Host } from "../host";

/** A transaction's name, holder, settings and timeouts. */
export interface Terms {
  /** The transaction's own name: letters, digits and dashes. */
  readonly id: string;
  /** The holder of the lock, as another run reports it. */
  readonly holder: string;
  readonly apply: ApplySettings;
  readonly timeouts: Timeouts;
}

/** One change of one host. */
export interface Transaction {
  readonly host: Host;
  readonly observed: ObservedHost;
  readonly plan: Plan;
  /** The engine before; undefined if none ran. */
  readonly engine: ObservedEngine | undefined;
  /** The original daemon.json, parsed. */
  readonly before: JsonObject;
  /** The keys whose values the engine must report afterwards. */
  readonly keys: readonly string[];
  readonly terms: Terms;
  /** The declared TLS files; undefined if there are none. */
  readonly tls: TlsSet | undefined;
  /** The manifest afterwards; "none" releases the host. */
  readonly manifest: Manifest | "none";
  /** Another connection to the same host. */
  readonly reconnect: () => Promise<Host>;
  /** Called with each step's name as it begins. */
  readonly onStep: (step: string) => void;
}
