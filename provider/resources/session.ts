import { randomUUID } from "node:crypto";
import { connectionSettings } from "../core/connection/settings";
import { DaemonError } from "../core/errors";
import type { Inputs } from "../core/schema/inputs";
import type { Host } from "../edge/host";
import { connect } from "../edge/ssh/connect";
import type { Terms } from "../edge/transaction/transaction";
import type { OperationContext } from "./resource";

/** The connections of one operation. */
export interface Session {
  readonly host: Host;
  /** Opens another connection. All are closed at the end; one that is no longer needed may be closed before. */
  readonly reconnect: () => Promise<Host>;
  readonly terms: Terms;
  readonly context: OperationContext;
}

/** Opens the connection for one operation and closes all that it opened; names the host in its errors. */
export async function inSession<T>(
  inputs: Inputs,
  context: OperationContext,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { connection } = inputs;
  const terms = termsOf(inputs, context.urn);
  const open: Host[] = [];
  const reconnect = async (): Promise<Host> => {
    const host = await connect(connectionSettings(connection, context.defaults, terms.timeouts.connect));
    open.push(host);
    return host;
  };
  try {
    context.onStep("connect");
    const host = await reconnect();
    context.onStep("observe");
    return await work({ host, reconnect, terms, context });
  } catch (error) {
    throw error instanceof DaemonError ? error.at(connection.host) : error;
  } finally {
    for (const host of open) host.close();
  }
}

const termsOf = ({ apply, timeouts }: Inputs, urn: string): Terms => ({
  id: randomUUID(),
  holder: `pulumi-dockerd: ${urn}`,
  apply,
  timeouts,
});

/** Runs a session on a host of a state. If it can't be reached and apply.onUnreachable is "warn", returns `instead`. */
export async function unlessUnreachable<T>(
  inputs: Inputs,
  context: OperationContext,
  { consequence, instead }: { readonly consequence: string; readonly instead: T },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inSession(inputs, context, work).catch((error: unknown) => {
    if (!(error instanceof DaemonError)) throw error;
    if (error.facts.kind === "AuthenticationError") throw storedCredentials(error, inputs);
    if (inputs.apply.onUnreachable !== "warn" || !isUnreachable(error)) throw error;
    context.onNote(`the host can't be reached, so ${consequence} (apply.onUnreachable)\n${error.message}`);
    return instead;
  });
}

/** A login that failed with the stored credentials: correcting the config or the program isn't enough. */
function storedCredentials({ facts }: DaemonError, { connection }: Inputs): DaemonError {
  // A connection's own credentials have priority over all defaults.
  const declares = connection.privateKey !== undefined || connection.agentSocketPath !== undefined;
  const remedy =
    `${facts.remedy}; refresh and destroy use the credentials of the last \`pulumi up\`: after a change run ` +
    (declares
      ? "`pulumi up` first, or add --run-program"
      : "`pulumi up` first, add --run-program, or set PULUMI_DOCKERD_PRIVATE_KEY");
  return new DaemonError({ ...facts, remedy }, connection.host);
}

/** A host that couldn't be reached. One that was lost after a change began doesn't count. */
const isUnreachable = ({ facts, hostState }: DaemonError): boolean =>
  facts.kind === "ConnectionError" && facts.step === "connect" && hostState === "untouched";
