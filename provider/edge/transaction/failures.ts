import { DaemonError, type ErrorFacts, type HostState } from "../../core/errors";
import type { ObservedLock } from "../../core/observed/host";
import type { RefusedKeys } from "../../core/plan/refused-keys";
import type { StepFailure } from "./report";

type Message = Pick<ErrorFacts, "kind" | "what" | "remedy">;

/** The message for each reason code of a step. */
type Messages = Readonly<Record<string, Message>> & { readonly error: Message };

const LOCKED: Message = {
  kind: "LockedError",
  what: "another run holds the lock on this host",
  remedy:
    "run again when it has finished (the host rolls back an unconfirmed change by itself within minutes), " +
    "or run `systemctl start pulumi-dockerd.service` on the host to roll it back at once; " +
    "if the holder is another resource, remove one of the two: a host has one owner",
};

/** Which step of apply.sh or confirm.sh fails for which reason while nothing is changed yet. */
const BEFORE_CHANGE: Readonly<Record<string, Messages>> = {
  lock_host: {
    held: LOCKED,
    unfinished: {
      kind: "LockedError",
      what: "another run has left an unfinished change on this host",
      remedy: "run again: a run rolls back an unfinished change first",
    },
    error: {
      kind: "ActivationError",
      what: "the host could not be locked",
      remedy: "make room in /run and in /var/lib/pulumi-dockerd, or make them writable, then run again",
    },
  },
  preflight: {
    error: {
      kind: "OptionError",
      what: "declared options refer to something that the host lacks",
      remedy: "fix each option or the host as the lines above say, then run again",
    },
  },
  check_files: {
    "mount-point": {
      kind: "UnsupportedHostError",
      what: "a file of the new configuration is a mount point and cannot be replaced",
      remedy: "run `umount FILE` on the host, then run again",
    },
    error: {
      kind: "UnsupportedHostError",
      what: "a file of the new configuration cannot be replaced on the host",
      remedy:
        "remove the cause on the host, then run again: `chattr -i -a FILE` for an immutable or append-only file, " +
        "`mount -o remount,rw` for a read-only file system",
    },
  },
  stage: {
    error: {
      kind: "ActivationError",
      what: "the new configuration could not be written to the host",
      remedy: "make room in the folder that the last line names, or make it writable, then run again",
    },
  },
  validate: {
    silent: {
      kind: "ValidationError",
      what: "dockerd --validate failed without a message, or took longer than timeouts.apply",
      remedy: "run `dockerd --validate` on the host to see why, then run again",
    },
    error: {
      kind: "ValidationError",
      what: "dockerd --validate rejected the new daemon.json",
      remedy:
        'fix the option that it names; if the key is not declared here, remove it with extraOptions: { "KEY": null }',
    },
  },
  guard: {
    error: {
      kind: "ConflictError",
      what: "daemon.json was changed by another process during this run",
      remedy: "run again",
    },
  },
  backup: {
    error: {
      kind: "ActivationError",
      what: "the original configuration could not be backed up",
      remedy: "make room in /var/lib/pulumi-dockerd, or make it writable, then run again",
    },
  },
  arm: {
    error: {
      kind: "ActivationError",
      what: "the boot-time unit for a rollback after a power cut could not be installed",
      remedy: "make /etc/systemd/system and /var/lib/pulumi-dockerd writable, then run again",
    },
  },
};

const FIX_OPTION = "fix the option named in the last lines of the log";
const FIX_HOST = "fix the cause on the host, then run again";

/** Why the new configuration could not be activated: it is in place, and the engine failed with it. */
const ACTIVATE: Messages = {
  "reload-refused": {
    kind: "ActivationError",
    what: "dockerd refused the new daemon.json at its reload",
    remedy: FIX_OPTION,
  },
  "reload-failed": {
    kind: "ActivationError",
    what: "docker.service failed to reload the new daemon.json",
    remedy: FIX_OPTION,
  },
  "start-failed": {
    kind: "ActivationError",
    what: "dockerd failed to start with the new daemon.json",
    remedy: FIX_OPTION,
  },
  "no-socket": {
    kind: "ActivationError",
    what: "dockerd started, but /run/docker.sock does not exist",
    remedy: "fix options.hosts, or start docker.socket on the host",
  },
  "dependents-failed": {
    kind: "ActivationError",
    what: "a unit that depends on docker.service failed to start again",
    remedy: "fix the unit named in the last lines of the log, then run again",
  },
  "watchdog-failed": {
    kind: "ActivationError",
    what: "the watchdog of the confirmation could not be started",
    remedy: FIX_HOST,
  },
  error: {
    kind: "ActivationError",
    what: "the new configuration could not be activated",
    remedy: FIX_HOST,
  },
};

/** Which step of apply.sh fails for which reason once the switch has begun. */
const AFTER_SWITCH: Readonly<Record<string, Messages>> = {
  switch_over: {
    changed: {
      kind: "ActivationError",
      what: "daemon.json was changed by another process during the switch",
      remedy: "run again",
    },
    error: {
      kind: "ActivationError",
      what: "the new configuration could not be put in place",
      remedy: FIX_HOST,
    },
  },
  activate: ACTIVATE,
  report: {
    late: {
      kind: "ActivationError",
      what: "applying the change took too long: the watchdog rolled it back",
      remedy: "raise timeouts.apply, or check the load of the host, then run again",
    },
    "no-pid": {
      kind: "ActivationError",
      what: "systemd did not report the process of docker.service",
      remedy: FIX_HOST,
    },
    exited: {
      kind: "ActivationError",
      what: "dockerd exited right after it started with the new daemon.json",
      remedy: "see `journalctl -u docker` on the host, and fix the option that it names",
    },
    error: {
      kind: "ActivationError",
      what: "the process of docker.service could not be determined",
      remedy: FIX_HOST,
    },
  },
};

const SEE_JOURNAL = "see `journalctl -u docker` on the host, and fix the values that it names";

/** Why an active configuration was not verified or confirmed. */
export const UNVERIFIED = {
  silent: {
    kind: "ActivationError",
    what: "dockerd does not answer after the change",
    remedy: SEE_JOURNAL,
  },
  unreported: {
    kind: "VerificationError",
    what: "dockerd is running but does not report the declared values",
    remedy: SEE_JOURNAL,
  },
  exited: {
    kind: "ActivationError",
    what: "dockerd was verified with the new daemon.json and exited soon after",
    remedy: SEE_JOURNAL,
  },
  late: {
    kind: "RolledBackError",
    what: "the change was not confirmed in time, so the host rolled it back",
    remedy: "raise apply.confirmTimeout, or check the load of the host, then run again",
  },
  unwritten: {
    kind: "ActivationError",
    what: "the change could not be confirmed on the host",
    remedy: "make /var/lib/pulumi-dockerd writable, then run again",
  },
} as const satisfies Readonly<Record<string, Message>>;

/** Why confirm.sh did not confirm a change: its reason code as a key of `UNVERIFIED`. */
export function unverifiedReason({ reason }: StepFailure): keyof typeof UNVERIFIED {
  if (reason === "restarted") return "exited";
  return reason === "late" ? "late" : "unwritten";
}

/** Whether a step fails before anything was changed. */
export const isBeforeChange = (step: string): boolean => Object.hasOwn(BEFORE_CHANGE, step);

/** The error of a failed step of apply.sh. */
export function stepFailure(failure: StepFailure, hostState: HostState): DaemonError {
  const { step, reason } = failure;
  const messages = BEFORE_CHANGE[step] ?? AFTER_SWITCH[step] ?? ACTIVATE;
  const message = messages[reason] ?? messages.error;
  return new DaemonError({ ...message, step, detail: detailText(failure), hostState });
}

/** The lines that a step printed, as a user reads them: whoever holds a lock is data. */
function detailText({ reason, detail }: StepFailure): string {
  if (reason !== "held") return detail;
  return detail.replace(/^holder /m, "held by: ").replace(/^since /m, "since: ");
}

/** A host whose lock was found at its observation. */
export const lockedFailure = ({ holder, since }: ObservedLock): DaemonError =>
  new DaemonError({ ...LOCKED, step: "observe", detail: `held by: ${holder}\nsince: ${since}` });

const UNRECOVERED: Messages = {
  held: LOCKED,
  taken: {
    kind: "ConflictError",
    what: "a previous run left an unfinished change that this run could not claim",
    remedy:
      "if a rollback is still running on the host, wait for its end; otherwise make the folder shown above writable; then run again",
  },
  unreadable: {
    kind: "ConflictError",
    what: "a previous run left an unfinished change whose values cannot be read",
    remedy:
      "fix the file shown above on the host (the original configuration is in /var/lib/pulumi-dockerd), then run again",
  },
  error: {
    kind: "ConflictError",
    what: "a previous run left an unfinished change that could not be rolled back",
    remedy:
      "fix the cause shown above on the host (the original configuration is in /var/lib/pulumi-dockerd), then run again",
  },
};

/** An unfinished change of a previous run that could be neither rolled back nor confirmed. */
export function recoveryFailure(failure: StepFailure): DaemonError {
  const message = UNRECOVERED[failure.reason] ?? UNRECOVERED.error;
  return new DaemonError({
    ...message,
    step: "recover",
    detail: detailText(failure),
    ...(message === LOCKED ? {} : { hostState: "unknown" }),
  });
}

/** A daemon.json that dockerd --validate rejected; `keys` says which keys its output is about. */
export function validationFailure(failure: StepFailure, keys: RefusedKeys, path: string): DaemonError {
  const rejected = stepFailure(failure, "untouched");
  const { managed, unmanaged, beside } = keys;
  const others = [...unmanaged, ...beside];
  const about = [...managed, ...others.map((key) => `unmanaged key ${key} in ${path}`)];
  if (about.length === 0) return rejected;
  const absent = unmanaged.map((key) => `${JSON.stringify(key)}: null`).join(", ");
  const remedies = [
    ...managed.map((name) => `fix ${name}`),
    ...(others.length === 0 ? [] : [`fix ${others.join(", ")} in ${path} on the host`]),
    ...(absent === "" ? [] : [`or remove it with extraOptions: { ${absent} }`]),
  ];
  const { facts } = rejected;
  return new DaemonError({
    ...facts,
    what: `${facts.what}: ${about.join(", ")}`,
    remedy: remedies.join(", "),
  });
}

/** A file that the engine failed with; its remedy names the unmanaged keys that the log names, if there are no others. */
export function activationFailure(error: DaemonError, keys: RefusedKeys, path: string): DaemonError {
  const { managed, unmanaged } = keys;
  if (managed.length > 0 || unmanaged.length === 0) return error;
  const absent = unmanaged.map((key) => `${JSON.stringify(key)}: null`).join(", ");
  const { facts } = error;
  const remedy =
    `${facts.remedy}; ${unmanaged.join(", ")} in ${path} is not declared here: fix it on the host, ` +
    `or remove it with extraOptions: { ${absent} }`;
  return new DaemonError({ ...facts, remedy });
}

/** A change that failed, and whose rollback (or confirmation, with onFailure "keep") failed, too. */
export function brokenFailure(step: string, detail: string, second: StepFailure): DaemonError {
  return new DaemonError({
    kind: "ActivationError",
    step,
    what: "the new configuration failed, and the original one could not be restored",
    detail: `${detail}\n${second.step}: ${second.detail === "" ? second.reason : second.detail}`,
    remedy: "check the host now: it retries by itself within minutes, and so does the next run",
    hostState: "changed",
  });
}

/** A host whose configuration is in effect, but whose manifest could not be written. */
export const unrecordedFailure = ({ detail }: StepFailure): DaemonError =>
  new DaemonError({
    kind: "ActivationError",
    step: "confirm",
    what: "the declared configuration is in effect, but its manifest could not be written",
    detail,
    remedy: "make /var/lib/pulumi-dockerd writable, then run again",
    hostState: "changed",
  });

/** A host that ended a change by itself after the connection was lost. `original`: whether its files are the original ones. */
export function lostFailure(
  lost: DaemonError,
  { original, file, cutsNetwork }: { original: boolean; file: string; cutsNetwork: boolean },
): DaemonError {
  return new DaemonError({
    kind: "RolledBackError",
    step: lost.facts.step,
    what: original
      ? "the connection to the host was lost before the change was confirmed, so the host rolled it back"
      : `the connection to the host was lost, and ${file} is not the original one`,
    detail: lost.facts.what,
    remedy: cutsNetwork
      ? "if the change cut the host's network (bip, default-address-pools ...), choose other values; otherwise run again"
      : lost.facts.remedy,
    hostState: original ? "restored" : "changed",
    cause: lost,
  });
}

/** A change whose outcome is unknown. */
export function unknownFailure(lost: DaemonError): DaemonError {
  return new DaemonError({
    ...lost.facts,
    what: `${lost.facts.what}, and the host could not be reached again`,
    remedy:
      "find out why the host can't be reached, then run again; it rolls back an unconfirmed change by itself",
    hostState: "unknown",
    cause: lost,
  });
}
