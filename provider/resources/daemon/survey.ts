import type { JsonObject } from "../../core/json";
import {
  type Cli,
  comparedFiles,
  NO_CLI,
  problemOf,
  type Survey,
  surveyedFiles,
  withEngine,
} from "../../core/survey/survey";
import type { Host } from "../../edge/host";
import { answerOf, queryEngine } from "../../edge/api/engine";
import { CONTAINERS } from "../../edge/api/questions";
import { observe } from "../../edge/observe/observe";
import { cliOf, helpOf } from "../../edge/observe/programs";
import { withRealPaths } from "../../edge/observe/real-paths";
import { lockedFailure, recoveryFailure } from "../../edge/transaction/failures";
import { rollBack } from "../../edge/transaction/rollback";
import type { Session } from "../session";

/** What an operation needs to know of a host. */
export interface SurveyRequest {
  /** The keys of daemon.json that the operation is about; more are known by the manifest. */
  readonly keys: readonly string[];
  /** Values of daemon.json that the engine's will be compared with, beside those of the file. */
  readonly declared?: JsonObject;
  /** Whether the original daemon.json will be compared with the engine. */
  readonly original?: true;
  /** Whether the host is new to the resource: then its programs are asked in the same execution. */
  readonly isNew?: boolean;
  /** The docker CLI of the last outputs: it is asked only if its file is another one. */
  readonly lastCli?: Cli;
  /** The engine of the last outputs: `dockerd --help` is read if the host's is another one. */
  readonly lastEngine?: { readonly version: string | undefined };
}

/** Observes a host and its engine. Changes nothing. @throws DaemonError if the host can't be observed */
export const surveyHost = async (host: Host, request: SurveyRequest, timeout: number): Promise<Survey> =>
  completed(host, await observed(host, request, timeout), request);

/** A survey before anything that costs another execution. */
async function observed(host: Host, request: SurveyRequest, timeout: number): Promise<Survey> {
  const { host: facts, ...answered } = await observe(host, timeout, request.isNew);
  const files = surveyedFiles(facts, request.keys);
  // An engine that is stopped isn't asked: docker.socket would start it.
  const isToBeAsked =
    facts.service?.active === true && answered.engine === undefined && answered.silence === undefined;
  const { engine, silence } = isToBeAsked
    ? await answerOf(queryEngine(host, files.keys, [CONTAINERS]))
    : answered;
  return { ...withEngine(files, engine, silence), cli: NO_CLI, help: undefined };
}

/** Adds what further executions read: resolved paths, and what docker's programs report. */
async function completed(host: Host, survey: Survey, request: SurveyRequest): Promise<Survey> {
  // Nothing more is read from a host that create and update will refuse.
  if (request.lastEngine !== undefined && problemOf(survey) !== undefined) return survey;
  return withPrograms(host, await comparable(host, survey, request), request);
}

/** Resolves the paths on the host that comparisons of the engine with a daemon.json require. */
async function comparable(host: Host, survey: Survey, request: SurveyRequest): Promise<Survey> {
  const { declared = {}, original = false } = request;
  const { engine, keys } = survey;
  if (engine === undefined) return survey;
  const files = comparedFiles(survey, declared, original);
  return { ...survey, engine: await withRealPaths(host, files, keys, engine) };
}

async function withPrograms(host: Host, survey: Survey, request: SurveyRequest): Promise<Survey> {
  const { release, host: facts } = survey;
  const { lastEngine, lastCli } = request;
  const isOther = lastEngine !== undefined && release !== undefined && lastEngine.version !== release.text;
  return {
    ...survey,
    help: isOther ? await helpOf(host, facts) : undefined,
    cli: lastCli === undefined ? survey.cli : await cliOf(host, facts, lastCli),
  };
}

/**
 * Observes a host that is to be changed. A change that an earlier run left unfinished is ended first.
 *
 * @throws DaemonError if another run holds the host, or the unfinished change can't be ended
 */
export async function surveyFree(session: Session, request: SurveyRequest): Promise<Survey> {
  const { host, terms, context } = session;
  const survey = await observed(host, request, terms.timeouts.observe);
  const { lock, unfinished, undoing } = survey.host;
  if (lock !== undefined && undoing !== true) throw lockedFailure(lock);
  if (!unfinished) return completed(host, survey, request);
  context.onStep("recover");
  // A rollback that failed is still locked by its watchdog, which would try again later.
  const { failure, notes } = await rollBack(host, lock === undefined ? "recover" : "help", terms);
  if (failure !== undefined) throw recoveryFailure(failure);
  for (const note of notes) context.onNote(note);
  context.onNote("an earlier run left an unfinished change on the host: it was ended first");
  return surveyHost(host, request, terms.timeouts.observe);
}
