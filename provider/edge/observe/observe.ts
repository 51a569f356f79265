import type { Duplex } from "node:stream";
import { DaemonError, type ErrorFacts } from "../../core/errors";
import { needsBridge } from "../../core/expect/expect";
import type { Json } from "../../core/json";
import { engineAnswers } from "../../core/observed/answers";
import { observedEngine, type ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { type ObservedAnswers, parseAnswers, parseObservation } from "../../core/observed/parse";
import { ask } from "../api/ask";
import type { Host } from "../host";
import { observeNewScript, observeScript } from "../scripts";

/** Seconds to reach the engine, and for its answer. */
const LIMIT = 30;

/** dockerd's socket, in the place where its vendors put it. */
const SOCKET = "/var/run/docker.sock";

/** What a running engine answered, or why it gave no answer. Neither of both: none runs, or it has yet to be asked. */
export interface EngineAnswer {
  readonly engine?: ObservedEngine;
  readonly silence?: ErrorFacts;
}

export interface Observation extends EngineAnswer {
  readonly host: ObservedHost;
}

/** observe.sh's first line where an engine runs that it can't ask itself. */
const RUNNING = "running 0";

/**
 * Looks at a host, for some seconds at most; at one that is new to us at its programs, too. Changes nothing.
 *
 * @throws DaemonError if the host can't be observed
 */
export async function observe(host: Host, timeout: number, isNew = false): Promise<Observation> {
  let beside: Promise<EngineAnswer> | undefined;
  let first = true;
  const onLine = (line: string): void => {
    if (first && line === RUNNING) {
      beside = answerOf(askBeside(host));
      // It is waited for below; where the script itself fails, nobody asks for it any more.
      beside.catch(() => undefined);
    }
    first = false;
  };
  const { observed, answers } = parsed(
    await host.run(isNew ? observeNewScript : observeScript, { timeout, onLine }),
  );
  return { host: observed, ...(answers === undefined ? await beside : engineIn(answers)) };
}

/** The outcome of asking a running engine. @throws DaemonError if the connection is lost */
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

function parsed(answer: Uint8Array): { observed: ObservedHost; answers: ObservedAnswers | undefined } {
  try {
    return { observed: parseObservation(answer), answers: parseAnswers(answer) };
  } catch (error) {
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: error instanceof Error ? error.message : String(error),
      remedy: "run again: a file probably changed while it was read",
    });
  }
}

/** The engine in answers that the script brought; none if they say nothing clear: it is asked anew then. */
function engineIn({ questions, bytes }: ObservedAnswers): EngineAnswer {
  try {
    const answers = engineAnswers(questions, bytes);
    return { engine: engineOf(new Map(questions.map((question, at) => [question, answers[at] ?? null]))) };
  } catch {
    return {};
  }
}

/** The question for an engine's running containers. It costs most on a host with many, so it isn't asked each time. */
export const CONTAINERS = "/containers/json";
type Question = typeof CONTAINERS;

/**
 * What the running engine says of itself, and of what shows the given keys of daemon.json. `limit`: the timeout of its
 * answer in seconds.
 *
 * @throws DaemonError
 */
export async function askEngine(
  host: Host,
  keys: readonly string[],
  more: readonly Question[] = [],
  limit = LIMIT,
): Promise<ObservedEngine> {
  const stream = (await host.forward(SOCKET, limit)) ?? (await host.dial(SOCKET, limit));
  const questions = ["/version", "/info", ...(needsBridge(keys) ? ["/networks/bridge"] : []), ...more];
  return askOver(stream, questions, limit);
}

/** The same while a script runs; undefined where no socket is forwarded: another session might not be had. */
async function askBeside(host: Host): Promise<ObservedEngine | undefined> {
  const stream = await host.forward(SOCKET, LIMIT);
  return stream && askOver(stream, ["/version", "/info", "/networks/bridge", CONTAINERS], LIMIT);
}

async function askOver(stream: Duplex, questions: readonly string[], limit: number): Promise<ObservedEngine> {
  try {
    const answers = await ask(stream, questions, limit);
    return engineOf(new Map(questions.map((question, at) => [question, answers[at] ?? null])));
  } catch (error) {
    if (error instanceof DaemonError) throw error;
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: `the engine does not answer at ${SOCKET}`,
      detail: error instanceof Error ? error.message : String(error),
      remedy:
        "see `systemctl status docker.service docker.socket` on the host; it needs docker's CLI, socat, perl or python3 where sshd forwards no sockets",
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
