import { randomUUID } from "node:crypto";
import { DaemonError } from "../core/errors";
import { isJsonObject, type Json, type JsonObject } from "../core/json";
import { APPLY, type ApplySettings } from "../core/schema/inputs/apply";
import { TIMEOUTS, type Timeouts } from "../core/schema/inputs/timeouts";
import { defaultsOf } from "../core/schema/parse-inputs";
import type { Host } from "../edge/host";
import { connect } from "../edge/ssh/connect";
import type { Terms } from "../edge/transaction/transaction";
import { type ConnectionDefaults, connectionSettings } from "./connection";

/** What an operation has beside its arguments. */
export interface DaemonContext {
  readonly defaults: ConnectionDefaults;
  /** The resource's URN: the owner's name in our record on the host. */
  readonly urn: string;
  /** Tells the user of a step as it begins. */
  readonly onStep: (step: string) => void;
  /** Tells the user something that he should know of. */
  readonly onNote: (note: string) => void;
}

/** One operation's way to its host. */
export interface Session {
  readonly host: Host;
  /** Another connection to it. All are closed at the end; one that isn't needed any more may be closed before. */
  readonly reconnect: () => Promise<Host>;
  readonly terms: Terms;
  readonly context: DaemonContext;
}

/** Opens the connection for one operation and closes all that it opened; names the host in its errors. */
export async function inSession<T>(
  inputs: JsonObject,
  context: DaemonContext,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const connection = record(inputs.connection);
  const terms = termsOf(inputs, context.urn);
  const open: Host[] = [];
  const reconnect = async (): Promise<Host> => {
    const host = await connect(connectionSettings(connection, context.defaults, terms.limits.connect));
    open.push(host);
    return host;
  };
  try {
    context.onStep("connect");
    const host = await reconnect();
    context.onStep("observe");
    return await work({ host, reconnect, terms, context });
  } catch (error) {
    throw error instanceof DaemonError
      ? error.at(typeof connection.host === "string" ? connection.host : "")
      : error;
  } finally {
    for (const host of open) host.close();
  }
}

/** The same, where apply.onUnreachable may say that a host that can't be reached is let be: then `instead`. */
export async function unlessUnreachable<T>(
  outputs: JsonObject,
  context: DaemonContext,
  { consequence, instead }: { readonly consequence: string; readonly instead: T },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inSession(outputs, context, work).catch((error: unknown) => {
    const letBe = applySettings(outputs).onUnreachable === "warn";
    if (!(error instanceof DaemonError)) throw error;
    if (error.facts.kind === "AuthenticationError") throw storedCredentials(error, outputs);
    if (!(letBe && isUnreachable(error))) throw error;
    context.onNote(`the host can't be reached, so ${consequence} (apply.onUnreachable)\n${error.message}`);
    return instead;
  });
}

/** A login that failed with what the state stores: correcting the config or the program isn't enough. */
function storedCredentials({ facts }: DaemonError, outputs: JsonObject): DaemonError {
  const { host, privateKey, agentSocketPath } = record(outputs.connection);
  // A connection's own credentials go before all defaults.
  const declares = privateKey !== undefined || agentSocketPath !== undefined;
  const remedy =
    `${facts.remedy}; refresh and destroy use the credentials of the last \`pulumi up\`: after a change run ` +
    (declares
      ? "`pulumi up` first, or add --run-program"
      : "`pulumi up` first, add --run-program, or set PULUMI_DOCKERD_PRIVATE_KEY");
  return new DaemonError({ ...facts, remedy }, typeof host === "string" ? host : undefined);
}

/** A host that couldn't be reached; one that was lost after a change began isn't let be. */
const isUnreachable = ({ facts, hostState }: DaemonError): boolean =>
  facts.kind === "ConnectionError" && facts.step === "connect" && hostState === "untouched";

function termsOf(inputs: JsonObject, urn: string): Terms {
  return {
    id: randomUUID(),
    holder: `pulumi-dockerd: ${urn}`,
    apply: applySettings(inputs),
    limits: { ...defaultsOf(TIMEOUTS), ...(record(inputs.timeouts) as Partial<Timeouts>) },
  };
}

/** How a change is applied, as declared and by default. */
export const applySettings = (inputs: JsonObject): ApplySettings => ({
  ...defaultsOf(APPLY),
  ...(record(inputs.apply) as Partial<ApplySettings>),
});

export const record = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
