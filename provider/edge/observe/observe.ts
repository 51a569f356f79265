import { DaemonError } from "../../core/errors";
import { needsBridge } from "../../core/expect/expect";
import { observedEngine, type ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { parseObservation } from "../../core/observed/parse";
import { unsupported, unsupportedEngine } from "../../core/observed/supported";
import { get } from "../api/get";
import type { Host } from "../host";
import { observeScript } from "../scripts";

/** Seconds for all of it. */
const LIMIT = 30;

/** dockerd's socket, in the place where its vendors put it. */
const SOCKET = "/var/run/docker.sock";

/** Looks at a host. Changes nothing. @throws DaemonError for a host that we can't work on */
export async function observe(host: Host): Promise<ObservedHost> {
  const observed = await observeHost(host);
  const refusal = unsupported(observed);
  if (refusal !== undefined) throw new DaemonError(refusal);
  return observed;
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

/** What the running engine says of itself, and of what shows the given keys of daemon.json. @throws DaemonError */
export async function askEngine(host: Host, keys: readonly string[]): Promise<ObservedEngine> {
  try {
    const version = await get(await host.connectSocket(SOCKET), "/version", LIMIT);
    const info = await get(await host.connectSocket(SOCKET), "/info", LIMIT);
    const bridge = needsBridge(keys)
      ? await get(await host.connectSocket(SOCKET), "/networks/bridge", LIMIT)
      : null;
    return supportedEngine(observedEngine(version, info, bridge));
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

function supportedEngine(engine: ObservedEngine): ObservedEngine {
  const refusal = unsupportedEngine(engine.version, engine.versionText);
  if (refusal !== undefined) throw new DaemonError(refusal);
  return engine;
}
