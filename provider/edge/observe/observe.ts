import type { Duplex } from "node:stream";
import { DaemonError, type ErrorFacts } from "../../core/errors";
import { needsBridge } from "../../core/expect/expect";
import type { Json } from "../../core/json";
import { engineAnswers } from "../../core/observed/answers";
import { observedEngine, type ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { type ObservedAnswers, parseAnswers, parseObservation } from "../../core/observed/parse";
import { query } from "../api/query";
import type { Host } from "../host";
import { observeNewScript, observeScript } from "../scripts";

/** Timeout for connecting to the engine, and for its responses, in seconds. */
const TIMEOUT = 30;

/** dockerd's default socket. */
const SOCKET = "/var/run/docker.sock";

/** The outcome of querying the engine: the engine, or why it does not answer. Neither if it doesn't run, or is yet to be queried. */
export interface EngineAnswer {
  readonly engine?: ObservedEngine;
  readonly silence?: ErrorFacts;
}

export interface Observation extends EngineAnswer {
  readonly host: ObservedHost;
}

/** observe.sh's first line if an engine runs and the script can't query it itself. */
const RUNNING = "running 0";

/**
 * Observes a host without changing it.
 *
 * @param timeout in seconds
 * @param isNew whether the host is new, so that the versions of its programs are observed, too
 * @throws DaemonError if the host can't be observed
 */
export async function observe(host: Host, timeout: number, isNew = false): Promise<Observation> {
  let beside: Promise<EngineAnswer> | undefined;
  let first = true;
  const onLine = (line: string): void => {
    if (first && line === RUNNING) {
      beside = answerOf(queryBeside(host));
      // Awaited below, unless the script itself fails.
      beside.catch(() => undefined);
    }
    first = false;
  };
  const { observed, answers } = parsed(
    await host.run(isNew ? observeNewScript : observeScript, { timeout, onLine }),
  );
  return { host: observed, ...(answers === undefined ? await beside : engineIn(answers)) };
}

/** Returns the outcome of a query of the engine. @throws DaemonError if the connection is lost */
export async function answerOf(querying: Promise<ObservedEngine | undefined>): Promise<EngineAnswer> {
  try {
    const engine = await querying;
    return engine === undefined ? {} : { engine };
  } catch (error) {
    if (!(error instanceof DaemonError) || !isSilence(error)) throw error;
    return { silence: error.facts };
  }
}

const isSilence = ({ facts }: DaemonError): boolean =>
  facts.kind === "ConnectionError" && facts.step === "observe" && facts.lost !== true;

function parsed(answer: Uint8Array): { observed: ObservedHost; answers: ObservedAnswers | undefined } {
  try {
    return { observed: parseObservation(answer), answers: parseAnswers(answer) };
  } catch (error) {
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: error instanceof Error ? error.message : String(error),
      remedy: "run again; a file probably changed while it was read",
    });
  }
}

/** Returns the engine from the responses that the script received; none if they are unusable, so that it is queried again. */
function engineIn({ questions, bytes }: ObservedAnswers): EngineAnswer {
  try {
    const answers = engineAnswers(questions, bytes);
    return { engine: engineOf(new Map(questions.map((question, at) => [question, answers[at] ?? null]))) };
  } catch {
    return {};
  }
}

/** The path of an engine's running containers. It is expensive on a host with many, so it isn't requested each time. */
export const CONTAINERS = "/containers/json";

/**
 * Queries the running engine for everything that reports the given keys of daemon.json.
 *
 * @param timeout of connecting, and of its responses, in seconds
 * @throws DaemonError
 */
export async function queryEngine(
  host: Host,
  keys: readonly string[],
  more: readonly (typeof CONTAINERS)[] = [],
  timeout = TIMEOUT,
): Promise<ObservedEngine> {
  const stream = (await host.forward(SOCKET, timeout)) ?? (await host.dial(SOCKET, timeout));
  const paths = ["/version", "/info", ...(needsBridge(keys) ? ["/networks/bridge"] : []), ...more];
  return queryOver(stream, paths, timeout);
}

/** Queries the engine while a script runs. Undefined if sshd forwards no sockets: it may allow no second session. */
async function queryBeside(host: Host): Promise<ObservedEngine | undefined> {
  const stream = await host.forward(SOCKET, TIMEOUT);
  return stream && queryOver(stream, ["/version", "/info", "/networks/bridge", CONTAINERS], TIMEOUT);
}

async function queryOver(stream: Duplex, paths: readonly string[], timeout: number): Promise<ObservedEngine> {
  try {
    const answers = await query(stream, paths, timeout);
    return engineOf(new Map(paths.map((path, at) => [path, answers[at] ?? null])));
  } catch (error) {
    if (error instanceof DaemonError) throw error;
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: `the engine does not answer at ${SOCKET}`,
      detail: error instanceof Error ? error.message : String(error),
      remedy:
        "run `systemctl status docker.service docker.socket` on the host and fix what it reports; " +
        "if sshd forwards no sockets, install perl, socat, python3 or docker's CLI there",
    });
  }
}

const engineOf = (answers: ReadonlyMap<string, Json>): ObservedEngine =>
  observedEngine(
    answers.get("/version") ?? null,
    answers.get("/info") ?? null,
    answers.get("/networks/bridge") ?? null,
    answers.get(CONTAINERS) ?? null,
  );
