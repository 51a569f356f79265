/** The state of a host after an operation that failed. */
export type HostState =
  /** Nothing has been changed. */
  | "untouched"
  /** The change has been rolled back, files and running engine. */
  | "restored"
  /** The change has been applied, at least in part, and not rolled back. */
  | "changed"
  /** The connection was lost during a change. */
  | "unknown";

/** The kinds of errors, one per kind of remedy. */
export type ErrorKind =
  | "ConnectionError"
  | "HostKeyError"
  | "AuthenticationError"
  | "PrivilegeError"
  | "UnsupportedHostError"
  | "OptionError"
  | "ConflictError"
  | "LockedError"
  | "HazardError"
  | "ValidationError"
  | "ActivationError"
  | "VerificationError"
  | "RolledBackError";

/** The facts of an error, from which its text is made. */
export interface ErrorFacts {
  readonly kind: ErrorKind;
  /** The step that failed: connect, observe, plan, stage, validate ... */
  readonly step: string;
  /** What failed, and why: lower case, one line, no period. */
  readonly what: string;
  /** What to do next, as an imperative. */
  readonly remedy: string;
  /** Defaults to `untouched`. */
  readonly hostState?: HostState;
  /** Output of the host: the engine's last journal lines, a program's standard error. */
  readonly detail?: string;
  /** After a rollback: whether the engine was stopped before the change. */
  readonly engineStopped?: boolean;
  /** After a rollback: containers that ran before the change and don't run now. */
  readonly stoppedContainers?: readonly string[];
  /** Whether the connection was lost, so that a script may still be running on the host. */
  readonly lost?: boolean;
  /** The error that this one reports in its own words. */
  readonly cause?: unknown;
}

const HOST_STATE: Readonly<Record<HostState, string>> = {
  untouched: "unchanged",
  restored: "rolled back: daemon.json and the running engine are as they were",
  changed: "CHANGED, and not rolled back",
  unknown: "UNKNOWN: check it before the next run",
};

function stateText({ hostState = "untouched", engineStopped, stoppedContainers = [] }: ErrorFacts): string {
  const stopped = hostState === "restored" && engineStopped === true;
  const text = stopped
    ? "rolled back: daemon.json is as it was, and docker.service is stopped"
    : HOST_STATE[hostState];
  if (stoppedContainers.length === 0) return text;
  return `${text}; containers that ran before and are stopped now: ${stoppedContainers.join(", ")}`;
}

/** The failure of an operation on a host, with the host's current state. */
export class DaemonError extends Error {
  override readonly name = "DaemonError";
  readonly facts: ErrorFacts;
  readonly hostState: HostState;

  constructor(facts: ErrorFacts, host?: string) {
    super(errorText(facts, host), "cause" in facts ? { cause: facts.cause } : {});
    this.facts = facts;
    this.hostState = facts.hostState ?? "untouched";
  }

  /** Returns the same error with another host state. */
  withHostState(hostState: HostState): DaemonError {
    return new DaemonError({ ...this.facts, hostState });
  }

  /** Returns the same error with the host's name in its text. */
  at(host: string): DaemonError {
    return new DaemonError(this.facts, host);
  }
}

function errorText(facts: ErrorFacts, host?: string): string {
  const lines = [
    `${facts.kind}: ${host === undefined ? "" : `${host}: `}${facts.what}`,
    ...(facts.detail === undefined || facts.detail.trim() === "" ? [] : [indent(facts.detail.trim())]),
    `  step: ${facts.step}`,
    `  host: ${stateText(facts)}`,
    `  next: ${facts.remedy}`,
  ];
  return printable(lines.join("\n"));
}

/** Returns an error's text as a detail of another error, without its host state and remedy. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof DaemonError)) return error instanceof Error ? error.message : String(error);
  const { what, detail } = error.facts;
  return detail === undefined ? what : `${what}\n${indent(detail.trim())}`;
}

const indent = (text: string): string => text.replace(/^/gm, "    ");

/** Control characters other than line ends and tabs, and characters that change the direction of a text. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Escapes characters in a host's text that would control the terminal or reorder the text. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
