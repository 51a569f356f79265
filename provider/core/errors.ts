/** What state a host is in when an operation ends with an error. */
export type HostState =
  /** Nothing was changed. */
  | "untouched"
  /** It was changed, and everything was put back: files and running engine. */
  | "restored"
  /** It was changed and isn't as before. */
  | "changed"
  /** Nobody knows: the connection was lost in the middle. */
  | "unknown";

/** The kinds of errors. Each is one thing that a user can do something about. */
export type ErrorKind =
  | "ConnectionError"
  | "HostKeyError"
  | "AuthenticationError"
  | "PrivilegeError"
  | "UnsupportedHostError"
  | "OptionError"
  | "ConflictError"
  | "LockedError"
  | "ValidationError"
  | "ActivationError"
  | "VerificationError"
  | "RolledBackError";

/** The facts of an error; the text is made of them. */
export interface ErrorFacts {
  readonly kind: ErrorKind;
  /** The step that failed, in the contract's words: connect, observe, plan, stage, validate ... */
  readonly step: string;
  /** What happened, in a sentence. */
  readonly what: string;
  /** What to do next. */
  readonly remedy: string;
  readonly hostState?: HostState;
  /** What the engine or the host itself said: its last journal lines, a program's standard error. */
  readonly detail?: string;
  /** Whether the engine of a host that was rolled back was stopped before the change. */
  readonly engineStopped?: boolean;
  /** Containers that ran before a change that was rolled back, and don't run now. */
  readonly stoppedContainers?: readonly string[];
  /** The connection was lost: what it began on the host may go on there. */
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
    ? "rolled back: daemon.json is as it was, and the engine is stopped as it was"
    : HOST_STATE[hostState];
  if (stoppedContainers.length === 0) return text;
  return `${text}; containers that ran before and are stopped now: ${stoppedContainers.join(", ")}`;
}

/** An operation on a host that couldn't be done, and in what state the host is now. */
export class DaemonError extends Error {
  override readonly name = "DaemonError";
  readonly facts: ErrorFacts;
  readonly hostState: HostState;

  constructor(facts: ErrorFacts, host?: string) {
    super(errorText(facts, host), "cause" in facts ? { cause: facts.cause } : {});
    this.facts = facts;
    this.hostState = facts.hostState ?? "untouched";
  }

  /** The same error about a host that is in another state than it says. */
  leaving(hostState: HostState): DaemonError {
    return new DaemonError({ ...this.facts, hostState });
  }

  /** The same error with the host's name in its text. */
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

/** What an error says went wrong, as a detail of another one: that has a host state and a remedy of its own. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof DaemonError)) return error instanceof Error ? error.message : String(error);
  const { what, detail } = error.facts;
  return detail === undefined ? what : `${what}\n${indent(detail.trim())}`;
}

const indent = (text: string): string => text.replace(/^/gm, "    ");

/** Control characters but for line ends and tabs, and those that change the direction of a text. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from a host for a terminal: what would act on the terminal, or hide the text's order, is escaped. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
