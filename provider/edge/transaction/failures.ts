import { DaemonError, type ErrorFacts, type HostState } from "../../core/errors";
import type { ObservedLock } from "../../core/observed/host";
import type { RefusedKeys } from "../../core/plan/refused-keys";

type Told = Pick<ErrorFacts, "kind" | "what" | "remedy">;

const LOCKED: Told = {
  kind: "LockedError",
  what: "another run holds the lock on this host",
  remedy:
    "run again when it has finished (the host rolls back an unconfirmed change by itself within minutes), " +
    "or run `systemctl start pulumi-dockerd.service` on the host to roll it back at once; " +
    "if the holder is another resource, remove one of the two: a host has one owner",
};

/** A host that someone else holds. */
export const lockedFailure = ({ holder, since }: ObservedLock): DaemonError =>
  new DaemonError({ ...LOCKED, step: "observe", detail: `held by: ${holder}\nsince: ${since}` });

/** What an earlier run left couldn't be ended: someone else is at it, or the host can neither end nor undo it. */
export function recoveryFailure(detail: string): DaemonError {
  if (HELD.test(detail)) return new DaemonError({ ...LOCKED, step: "recover", detail });
  return new DaemonError({
    kind: "ConflictError",
    step: "recover",
    what: "an earlier run left a change unfinished on the host, and it can't be undone there",
    detail,
    remedy:
      "mend what it names on the host (what was there before is in /var/lib/pulumi-dockerd), then run again",
    hostState: "unknown",
  });
}

/** The lock's own steps fail, too, where nobody holds it. */
const UNPREPARED: Told = {
  kind: "ActivationError",
  what: "the change couldn't be prepared on the host",
  remedy: "make room in /run and in /var/lib/pulumi-dockerd, or make them writable, then run again",
};

/** What is said of someone else who holds the host: who it is, or that systemd has his lock just now. */
const HELD = /^held by: |Unit pulumi-dockerd\.\S+ .*already /m;

/** What lock_host says of someone else's change that isn't ended. */
const UNFINISHED = /^unfinished: /m;

/** What a failed step of apply.sh means to a user where the host wasn't changed yet. */
const BEFORE_CHANGE: Readonly<Record<string, Told>> = {
  lock_host: LOCKED,
  preflight: {
    kind: "OptionError",
    what: "the host lacks what declared options refer to",
    remedy: "fix each option or the host as the lines above say, then run again",
  },
  check_files: {
    kind: "UnsupportedHostError",
    what: "a file of the new configuration can't be replaced on the host",
    remedy:
      "remove the cause on the host, then run again: `umount FILE` for a mount point, `chattr -i -a FILE` for an immutable or append-only file, " +
      "`mount -o remount,rw` for a read-only file system",
  },
  stage: {
    kind: "ActivationError",
    what: "the new daemon.json couldn't be written",
    remedy: "make room, or /etc/docker writable, then run again",
  },
  validate: {
    kind: "ValidationError",
    what: "dockerd --validate rejected the new daemon.json",
    remedy:
      'fix the option that it names; if the key is not declared here, remove it with extraOptions: { "KEY": null }',
  },
  guard: {
    kind: "ConflictError",
    what: "daemon.json was changed by someone else just now",
    remedy: "run again",
  },
  backup: {
    kind: "ActivationError",
    what: "the file before couldn't be kept",
    remedy: "make /var/lib/pulumi-dockerd writable, then run again",
  },
  arm: {
    kind: "ActivationError",
    what: "the host couldn't be told how to undo the change after a power cut",
    remedy: "make /etc/systemd/system and /var/lib/pulumi-dockerd writable, then run again",
  },
};

const NOT_ACTIVATED: Told = {
  kind: "ActivationError",
  what: "the engine didn't take the new daemon.json",
  remedy: "correct the option that its last lines name",
};

const NOT_SWITCHED: Told = {
  kind: "ActivationError",
  what: "the new files couldn't be put in place",
  remedy: "fix the cause on the host, then run again",
};

const SEE = "see what the engine makes of these values (`journalctl -u docker` on the host) and correct them";

/** Why a new set that was active already isn't proven. */
export const UNPROVEN = {
  silent: { kind: "ActivationError", what: "the engine doesn't answer after the change", remedy: SEE },
  notShown: {
    kind: "VerificationError",
    what: "the engine runs, but doesn't show what was declared",
    remedy: SEE,
  },
  died: { kind: "ActivationError", what: "the engine took the change and ended soon after", remedy: SEE },
  late: {
    kind: "RolledBackError",
    what: "the change wasn't confirmed in time, so the host undid it by itself",
    remedy: "give it more time (apply.confirmTimeout), or look at the host's load, then run again",
  },
  unwritten: {
    kind: "ActivationError",
    what: "the change couldn't be confirmed on the host",
    remedy: "make /var/lib/pulumi-dockerd writable, then run again",
  },
} as const satisfies Readonly<Record<string, Told>>;

/** A step of apply.sh failed before anything was changed. */
export const isBeforeChange = (step: string): boolean => Object.hasOwn(BEFORE_CHANGE, step);

/** The error of a failed step of apply.sh. */
export function stepFailure(
  { step, detail }: { readonly step: string; readonly detail: string },
  hostState: HostState,
): DaemonError {
  const unprepared = step === "lock_host" && !HELD.test(detail) && !UNFINISHED.test(detail);
  const told = unprepared
    ? UNPREPARED
    : (BEFORE_CHANGE[step] ?? (step === "switch_over" ? NOT_SWITCHED : NOT_ACTIVATED));
  return new DaemonError({ ...told, step, detail, hostState });
}

/** A daemon.json that the engine's own check rejects; `keys` tells whose keys its text is about. */
export function validationFailure(detail: string, keys: RefusedKeys, path: string): DaemonError {
  const rejected = stepFailure({ step: "validate", detail }, "untouched");
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

/** A host whose new set failed, and whose old one couldn't be put back. */
export function brokenFailure(step: string, detail: string): DaemonError {
  return new DaemonError({
    kind: "ActivationError",
    step,
    what: "the engine didn't take the new daemon.json, and the one before couldn't be put back",
    detail,
    remedy: "look at the host now: it tries again by itself within minutes, and the next run does",
    hostState: "changed",
  });
}

/** Nobody knows how a change ended. */
export function unknownFailure(lost: DaemonError): DaemonError {
  return new DaemonError({
    ...lost.facts,
    what: `${lost.facts.what}, and the host couldn't be reached again`,
    remedy: "the host undoes by itself what isn't confirmed: see why it can't be reached, then run again",
    hostState: "unknown",
  });
}
