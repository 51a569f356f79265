import type { TlsSet } from "../../core/desired/declared";
import type { JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import type { Plan } from "../../core/plan/plan";
import type { ApplySettings } from "../../core/schema/inputs/apply";
import type { Timeouts } from "../../core/schema/inputs/timeouts";
import type { Manifest } from "../../core/ownership/manifest";
import type { Host } from "../host";

/** Who changes a host, and within which times. */
export interface Terms {
  /** The transaction's own name: letters, digits and dashes. */
  readonly id: string;
  /** Who holds the host meanwhile, for whoever meets the lock. */
  readonly holder: string;
  readonly apply: ApplySettings;
  readonly limits: Timeouts;
}

/** One change of one host. */
export interface Transaction {
  readonly host: Host;
  readonly observed: ObservedHost;
  readonly plan: Plan;
  /** The engine before; undefined if none ran. */
  readonly engine: ObservedEngine | undefined;
  /** daemon.json's value before. */
  readonly before: JsonObject;
  /** The keys that the engine has to show afterwards. */
  readonly keys: readonly string[];
  readonly terms: Terms;
  /** The TLS files of the new set; undefined where none are declared. */
  readonly tls: TlsSet | undefined;
  /** What stands in our record afterwards; "none" removes all trace of us. */
  readonly manifest: Manifest | "none";
  /** Another connection to the same host. */
  readonly reconnect: () => Promise<Host>;
  /** Called with each step's name as it begins. */
  readonly onStep: (step: string) => void;
}
