import type { Duplex } from "node:stream";
import { DaemonError } from "../../core/errors";
import { needsBridge } from "../../core/expect/expect";
import type { Json } from "../../core/json";
import { engineAnswers } from "../../core/observed/answers";
import { observedEngine, type ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { type ObservedAnswers, parseAnswers, parseObservation } from "../../core/observed/parse";
import { unsupported, unsupportedEngine } from "../../core/observed/supported";
import { ask } from "../api/ask";
import type { Host } from "../host";
import { observeNewScript, observeScript } from "../scripts";

/** Seconds for an answer of the engine. */
const LIMIT = 30;

/** dockerd's socket, in the place where its vendors put it. */
const SOCKET = "/var/run/docker.sock";

export interface Observation {
  readonly host: ObservedHost;
  /** The running engine's own word; undefined where it runs and has yet to be asked, or where none runs. */
  readonly engine: ObservedEngine | undefined;
}

/** observe.sh's first line where an engine runs that it can't ask itself. */
const RUNNING = "running 0";

/**
 * Looks at a host, for some seconds at most; at one that is new to us at its programs, too. Changes nothing.
 *
 * @throws DaemonError for a host that we can't work on
 */
export async function observe(host: Host, timeout: number, isNew = false): Promise<Observation> {
  let beside: Promise<ObservedEngine | undefined> | undefined;
  let first = true;
  const onLine = (line: string): void => {
    if (first && line === RUNNING) {
      beside = askBeside(host);
      // It is waited for below; where the script itself fails, nobody asks for it any more.
      beside.catch(() => undefined);
    }
    first = false;
  };
  const { observed, answers } = parsed(
    await host.run(isNew ? observeNewScript : observeScript, { timeout, onLine }),
  );
  const refusal = unsupported(observed);
  if (refusal !== undefined) throw new DaemonError(refusal);
  return { host: observed, engine: answers === undefined ? await beside : engineIn(answers) };
}

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

/** The engine in answers that the script brought; undefined where they say nothing clear: it is asked anew then. */
function engineIn({ questions, bytes }: ObservedAnswers): ObservedEngine | undefined {
  let answers: readonly Json[];
  try {
    answers = engineAnswers(questions, bytes);
  } catch {
    return undefined;
  }
  return engineOf(new Map(questions.map((question, at) => [question, answers[at] ?? null])));
}

/**
 * What the running engine says of itself, and of what shows the given keys of daemon.json. `limit`: the timeout of its
 * answer in seconds.
 *
 * @throws DaemonError
 */
export async function askEngine(host: Host, keys: readonly string[], limit = LIMIT): Promise<ObservedEngine> {
  const stream = (await host.forward(SOCKET)) ?? (await host.dial(SOCKET));
  return askOver(stream, ["/version", "/info", ...(needsBridge(keys) ? ["/networks/bridge"] : [])], limit);
}

/** The same while a script runs; undefined where no socket is forwarded: another session might not be had. */
async function askBeside(host: Host): Promise<ObservedEngine | undefined> {
  const stream = await host.forward(SOCKET);
  return stream && askOver(stream, ["/version", "/info", "/networks/bridge"], LIMIT);
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
      what: `the engine doesn't answer at ${SOCKET}`,
      detail: error instanceof Error ? error.message : String(error),
      remedy:
        "see `systemctl status docker.service docker.socket` on the host; it needs docker's CLI, socat, perl or python3 where sshd forwards no sockets",
    });
  }
}

/** @throws DaemonError for one that is too old */
const engineOf = (answers: ReadonlyMap<string, Json>): ObservedEngine =>
  supportedEngine(
    observedEngine(
      answers.get("/version") ?? null,
      answers.get("/info") ?? null,
      answers.get("/networks/bridge") ?? null,
    ),
  );

function supportedEngine(engine: ObservedEngine): ObservedEngine {
  const refusal = unsupportedEngine(engine.version, engine.versionText);
  if (refusal !== undefined) throw new DaemonError(refusal);
  return engine;
}
