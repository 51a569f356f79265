import type { Duplex } from "node:stream";
import { DaemonError, type ErrorFacts } from "../../core/errors";
import type { Json } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import type { Host } from "../host";
import { query } from "./query";
import { type CONTAINERS, engineOf, QUESTIONS, questionsFor } from "./questions";

/** Timeout of the connection to the engine, and of its answer, in seconds. */
const TIMEOUT = 30;

/** dockerd's default socket. */
const SOCKET = "/var/run/docker.sock";

/** A running engine's answers, or why it gave none; neither if no engine runs, or if it wasn't queried yet. */
export interface EngineAnswer {
  readonly engine?: ObservedEngine;
  readonly silence?: ErrorFacts;
}

/** Returns the outcome of a query of a running engine. @throws DaemonError if the connection is lost */
export async function answerOf(asking: Promise<ObservedEngine | undefined>): Promise<EngineAnswer> {
  try {
    const engine = await asking;
    return engine === undefined ? {} : { engine };
  } catch (error) {
    if (!(error instanceof DaemonError) || !isSilence(error)) throw error;
    return { silence: error.facts };
  }
}

const isSilence = ({ facts }: DaemonError): boolean =>
  facts.kind === "ConnectionError" && facts.step === "observe" && facts.lost !== true;

/**
 * Queries the running engine for its version, and for what reports the given keys of daemon.json. `timeout` is that of
 * its answer, in seconds.
 *
 * @throws DaemonError
 */
export async function queryEngine(
  host: Host,
  keys: readonly string[],
  more: readonly (typeof CONTAINERS)[] = [],
  timeout = TIMEOUT,
): Promise<ObservedEngine> {
  const questions = questionsFor(keys, more);
  return queryOver(await connected(host, timeout), questions, timeout, (answers) =>
    engineOf(questions, answers),
  );
}

/** Queries the running engine. @returns `parse` of the answers to the questions, null for a 404 @throws DaemonError */
export async function queryPaths<T>(
  host: Host,
  questions: readonly string[],
  parse: (answers: readonly Json[]) => T,
): Promise<T> {
  return queryOver(await connected(host, TIMEOUT), questions, TIMEOUT, parse);
}

const connected = async (host: Host, timeout: number): Promise<Duplex> =>
  (await host.forward(SOCKET, timeout)) ?? (await host.dial(timeout));

/**
 * Sends all questions to the engine while a script runs; undefined if sshd forwards no socket, since another session
 * might be refused.
 */
export async function queryBeside(host: Host): Promise<ObservedEngine | undefined> {
  const stream = await host.forward(SOCKET, TIMEOUT);
  return stream && queryOver(stream, QUESTIONS, TIMEOUT, (answers) => engineOf(QUESTIONS, answers));
}

async function queryOver<T>(
  stream: Duplex,
  questions: readonly string[],
  timeout: number,
  parse: (answers: readonly Json[]) => T,
): Promise<T> {
  try {
    return parse(await query(stream, questions, timeout));
  } catch (error) {
    if (error instanceof DaemonError) throw error;
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: `the engine does not answer at ${SOCKET}`,
      detail: error instanceof Error ? error.message : String(error),
      remedy:
        "see `systemctl status docker.service docker.socket` on the host; " +
        "if sshd forwards no sockets, install the docker CLI, socat, perl or python3",
      cause: error,
    });
  }
}
