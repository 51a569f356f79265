import { DaemonError } from "../../core/errors";
import { engineAnswers } from "../../core/observed/answers";
import type { ObservedHost } from "../../core/observed/host";
import { type ObservedAnswers, parseAnswers, parseObservation } from "../../core/observed/parse";
import { answerOf, askBeside, type EngineAnswer } from "../api/engine";
import { engineOf } from "../api/questions";
import type { Host } from "../host";
import { observeNewScript, observeScript } from "../scripts";

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

function parsed(answer: Uint8Array): { observed: ObservedHost; answers: ObservedAnswers | undefined } {
  try {
    return { observed: parseObservation(answer), answers: parseAnswers(answer) };
  } catch (error) {
    throw new DaemonError({
      kind: "ConnectionError",
      step: "observe",
      what: error instanceof Error ? error.message : String(error),
      remedy: "run again: a file probably changed while it was read",
      cause: error,
    });
  }
}

/** The engine in answers that the script brought; none if they say nothing clear: it is asked anew then. */
function engineIn({ questions, bytes }: ObservedAnswers): EngineAnswer {
  try {
    return { engine: engineOf(questions, engineAnswers(questions, bytes)) };
  } catch {
    return {};
  }
}
