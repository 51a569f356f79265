import { errataOf } from "../errata/errata";
import type { Json } from "../json";
import { type ObservedEngine, runningContainers } from "../observed/engine";
import type { ObservedHost } from "../observed/host";
import { checksFiles } from "../observed/release";
import { sensitiveIn } from "../options/sensitive";
import type { Survey } from "../survey/survey";
import { accessOf } from "./artefacts";
import type { Plan } from "./plan";

/** Returns what a user should know of any change: an unchecked file, secrets that others may read. */
export function changeNotes(plan: Plan, { host, release, engine }: Survey): readonly string[] {
  const unchecked = plan.file.kind !== "keep" && release !== undefined && !checksFiles(release);
  return [
    ...(unchecked ? [uncheckedNote(release.text)] : []),
    ...readableSecrets(plan, host),
    ...(engine === undefined ? [] : errataNotes(plan, engine)),
  ];
}

/** Returns what is known of this engine about the keys that a plan sets. */
function errataNotes({ changes }: Plan, engine: ObservedEngine): readonly string[] {
  const set = changes.filter(({ to }) => to !== undefined).map(({ key }) => key);
  return errataOf(engine.version).flatMap(({ note, imageStore }) => {
    if (note === undefined || !note.keys.some((key) => set.includes(key))) return [];
    return imageStore === undefined || usesContainerdStore(engine) ? [note.text] : [];
  });
}

/** Whether images are in containerd's store, of which the engine's storage driver is a snapshotter. */
function usesContainerdStore({ infoAnswer }: ObservedEngine): boolean {
  const status = infoAnswer.DriverStatus;
  return (
    Array.isArray(status) &&
    (status as Json[]).some(
      (entry) =>
        Array.isArray(entry) && entry[0] === "driver-type" && String(entry[1]).startsWith("io.containerd."),
    )
  );
}

const uncheckedNote = (release: string): string =>
  `engine ${release} has no \`dockerd --validate\`: only pulumi-dockerd's own rules checked the file`;

const READABLE_BY_OTHERS = 0o044;

/** Returns a note if a plan writes sensitive values into a daemon.json that others than its owner may read. */
function readableSecrets(plan: Plan, host: ObservedHost): readonly string[] {
  const { mode } = accessOf(plan, host);
  const names = sensitiveIn(plan.after);
  const readable = (Number.parseInt(mode, 8) & READABLE_BY_OTHERS) !== 0;
  if (plan.file.kind !== "write" || names.length === 0 || !readable) return [];
  return [
    `${host.target} has the mode ${mode}, and its ${names.join(", ")} may be secret: ` +
      `run "chmod 600 ${host.target}" on the host`,
  ];
}

/** Returns a note on containers that ran before a change and didn't run at its last verification. */
export function stoppedNote(
  before: ObservedEngine | undefined,
  after: ObservedEngine | undefined,
): readonly string[] {
  if (after === undefined) return [];
  const running = runningContainers(after);
  const stopped = runningContainers(before).filter((name) => !running.includes(name));
  return stopped.length === 0
    ? []
    : [`containers that ran before the change and are stopped now: ${stopped.join(", ")}`];
}
