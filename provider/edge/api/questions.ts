import { reportingEndpoints } from "../../core/expect/expect";
import type { Json } from "../../core/json";
import { observedEngine, type ObservedEngine } from "../../core/observed/engine";

/** Every GET request to the engine's API; observe.sh sends the same ones. */
export const QUESTIONS = ["/version", "/info", "/networks/bridge", "/containers/json"] as const;

type Question = (typeof QUESTIONS)[number];

/** The request for the running containers. It costs most on a host with many, so it isn't sent each time. */
export const CONTAINERS = "/containers/json" satisfies Question;

/** The requests whose answers report the given keys of daemon.json, and `more`. */
export const questionsFor = (keys: readonly string[], more: readonly Question[]): readonly Question[] => {
  const needed: readonly string[] = ["/version", "/info", ...reportingEndpoints(keys), ...more];
  return QUESTIONS.filter((question) => needed.includes(question));
};

/** Returns the engine that gave these answers, in the order of the questions. @throws TypeError */
export function engineOf(questions: readonly string[], answers: readonly Json[]): ObservedEngine {
  const to = (question: Question): Json => answers[questions.indexOf(question)] ?? null;
  return observedEngine(to("/version"), to("/info"), to("/networks/bridge"), to(CONTAINERS));
}
