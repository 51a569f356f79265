import { DaemonError } from "../../core/errors";
import { isAtLeast } from "../../core/engine-version";
import { observedEngine, type ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { parseObservation } from "../../core/observed/parse";
import { unsupported } from "../../core/observed/supported";
import { get } from "../api/get";
import type { Host } from "../host";
import { observeScript } from "../scripts";

/** Seconds for all of it. */
const LIMIT = 30;

/** dockerd's socket, in the place where its vendors put it. */
const SOCKET = "/var/run/docker.sock";

/** What a host shows, and what its engine says where one runs. */
export interface Observation {
  readonly host: ObservedHost;
  readonly engine: ObservedEngine | undefined;
}

/** Looks at a host and asks its engine. Changes nothing. @throws DaemonError for a host that we can't work on */
export async function observe(host: Host): Promise<Observation> {
  const observed = await observeHost(host);
  const refusal = unsupported(observed);
  if (refusal !== undefined) throw new DaemonError(refusal);
  // An engine that is stopped isn't asked: docker.socket would start it.
  if (observed.service?.active !== true) return { host: observed, engine: undefined };
  return { host: observed, engine: supportedEngine(await askEngine(host)) };
}

async function observeHost(host: Host): Promise<ObservedHost> {
  const answer = await host.run(observeScript, { timeout: LIMIT });
  try {
    return parseObservation(answer);
  } catch (error) {
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: error instanceof Error ? error.message : String(error),
      remedy: "run again: a file probably changed while it was read",
    });
  }
}

/** GET /version and /info of the running engine. @throws DaemonError */
export async function askEngine(host: Host): Promise<ObservedEngine> {
  try {
    const version = await get(await host.connectSocket(SOCKET), "/version", LIMIT);
    const info = await get(await host.connectSocket(SOCKET), "/info", LIMIT);
    return observedEngine(version, info);
  } catch (error) {
    if (error instanceof DaemonError) throw error;
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: `the engine doesn't answer at ${SOCKET}`,
      detail: error instanceof Error ? error.message : String(error),
      remedy:
        "see `systemctl status docker.service docker.socket` on the host; it needs docker's CLI, socat, perl or python3 where sshd forwards no sockets",
    });
  }
}

/** Older engines than this have options, files or units that we don't know. */
const OLDEST = "17.06";

function supportedEngine(engine: ObservedEngine): ObservedEngine {
  if (isAtLeast(engine.version, OLDEST)) return engine;
  throw new DaemonError({
    kind: "UnsupportedHostError",
    step: "observe",
    what: `the engine is ${engine.versionText}, older than ${OLDEST}`,
    remedy: `install a Docker Engine from ${OLDEST} on`,
  });
}
