import { DaemonError } from "../../core/errors";
import { engineAnswers } from "../../core/observed/answers";
import type { ObservedHost } from "../../core/observed/host";
import { type ObservedAnswers, parseAnswers, parseObservation } from "../../core/observed/parse";
import { answerOf, queryBeside, type EngineAnswer } from "../api/engine";
import { engineOf } from "../api/questions";
import type { Host } from "../host";
import { observeNewScript, observeScript } from "../scripts";

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

function parsed(answer: Uint8Array): { observed: ObservedHost; answers: ObservedAnswers | undefined } {
  try {
    return { observed: parseObservation(answer), answers: parseAnswers(answer) };
  } catch (error) {
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: error instanceof Error ? error.message : String(error),
      remedy: "run again; a file probably changed while it was read",
      cause: error,
    });
  }
}

/** Returns the engine from the responses that the script received; none if they are unusable, so that it is queried again. */
function engineIn({ questions, bytes }: ObservedAnswers): EngineAnswer {
  try {
    return { engine: engineOf(questions, engineAnswers(questions, bytes)) };
  } catch {
    return {};
  }
}
