import { bytesOf } from "../../core/bytes";
import type { JsonObject } from "../../core/json";
import type { Artefact, TlsSet } from "../../core/desired/artefacts";
import { daemonJsonText, type Owned } from "../../core/desired/daemon-json";
import { sha256 } from "../../core/hash";
import { validationWords } from "../../core/desired/engine-words";
import { tlsFoldersIn } from "../../core/options/tls-files";
import type { ObservedFile, ObservedHost } from "../../core/observed/host";
import { artefactsOf } from "../../core/plan/artefacts";
import type { Effect } from "../../core/effect";
import type { Plan } from "../../core/plan/plan";
import { hostChecks, isIn } from "../../core/plan/preflight";
import type { Manifest } from "../../core/ownership/manifest";
import { restoreText } from "../scripts";
import type { Terms, Transaction } from "./transaction";

const base64 = (text: string): string => Buffer.from(bytesOf(text)).toString("base64");

type PayloadValues = Readonly<Record<string, string>>;

/** What a script reads: a line "name value" each, then "end". Values are words that no shell gives a meaning to. */
function payload(values: PayloadValues, artefacts: readonly Artefact[] = []): string {
  const all = [
    ...Object.entries(values),
    ...artefacts.map((artefact) => ["artefact", artefactLine(artefact)] as const),
    ...artefacts.flatMap(textsOf),
  ];
  const lines = all.map(([name, value]) => {
    if (/[\r\n]/.test(value)) throw new TypeError(`${name} has a line end`);
    return `${name} ${value}\n`;
  });
  return `${lines.join("")}end\n`;
}

/** An artefact as the scripts read it: only the path, which is the last word, may have blanks. */
function artefactLine({ name, path, mode, owner, content, needs, owned, found }: Artefact): string {
  const made =
    content.kind === "folder" ? `folder:${content.files.map(({ file }) => file).join(",")}` : content.kind;
  const expected = typeof found === "string" ? found : hashOf(found);
  return [name, made, needs, owned, mode, owner, expected, path].join(" ");
}

/** The texts of an artefact, in base64, by the names that the scripts give them. */
function textsOf({ name, content }: Artefact): readonly (readonly [string, string])[] {
  if (content.kind === "write") return [[textName(name), base64(content.text)]];
  if (content.kind !== "folder") return [];
  return content.files.map(({ file, text }) => [textName(`${name}_${file}`), base64(text)] as const);
}

const textName = (name: string): string => `text_${name.replace(/[^a-z0-9_]/g, "_")}`;

/** The paths that resolve.sh resolves. */
export const resolvePayload = (paths: readonly string[]): string =>
  payload({ paths: base64(paths.map((path) => `${path}\n`).join("")) });

/** The host as it was observed, and what its daemon.json says. */
type At = Pick<Transaction, "observed" | "before">;

/** What apply.sh gets to apply a plan to a host as it was observed. */
export function applyPayload(
  plan: Plan,
  at: At,
  terms: Terms,
  { tls, managed = {} }: { readonly tls?: TlsSet | undefined; readonly managed?: Owned } = {},
): string {
  const { observed: host } = at;
  const values = {
    id: terms.id,
    ...lockValues(terms),
    limit: whole(terms.timeouts.apply),
    confirm: whole(terms.apply.confirmTimeout),
    failure: terms.apply.onFailure,
    tls_before: folderList(at.before),
    result: hashAfter(plan, host),
    tls_after: folderList(plan.after),
    check: canValidate(plan, host) ? checked(plan) : "none",
    argv: base64(
      validationWords(plan.argv)
        .map((word) => `${word}\0`)
        .join(""),
    ),
    preflight: preflight(plan, managed, tls),
    activate: activation(plan, plan.effect),
    rollback: activation(plan, plan.rollback),
    partial: plan.reloadsPartly ? "yes" : "no",
    start: plan.start === undefined ? "none" : base64(plan.start),
    back: plan.back === undefined ? "none" : base64(plan.back),
  };
  return payload(values, artefactsOf({ host, plan, tls }));
}

/** What confirm.sh gets. `manifest`: "none" releases the host. `transaction`: "none" if only the manifest changes. */
export function confirmPayload(
  manifest: Manifest | "none",
  at: At,
  terms: Terms,
  transaction: { readonly enginePid: number | undefined } | "none",
): string {
  const recorded = manifest === "none" ? manifest : base64(`${JSON.stringify(manifest)}\n`);
  if (transaction !== "none")
    return payload({ id: terms.id, pid: String(transaction.enginePid ?? "any"), manifest: recorded });
  const values = { ...lockValues(terms), tls_before: folderList(at.before), manifest: recorded };
  return payload({ id: "none", ...values }, artefactsOf({ host: at.observed }));
}

/**
 * A transaction to be ended: the client's own one, if it isn't confirmed ({ id }); one that is being rolled back already
 * ("help"); or one that a previous run left on a host without a lock ("recover").
 */
export type Ended = { readonly id: string } | "help" | "recover";

export const rollbackPayload = (ended: Ended): string =>
  payload(typeof ended === "string" ? { caller: ended, id: "any" } : { caller: "client", id: ended.id });

/** Timeout of the lock in seconds: by then a change is applied and verified, or given up. */
export const holdLimit = ({ timeouts, apply }: Terms): number =>
  Math.ceil(timeouts.apply + apply.confirmTimeout + MARGIN);

/** Seconds for the steps without a timeout of their own: staging, validation, restoring files. */
const MARGIN = 30;

/** The TLS folders that a daemon.json names: the host itself never parses JSON. */
const folderList = (daemonJson: JsonObject): string => tlsFoldersIn(daemonJson).join(",") || "none";

const hashOf = (file: ObservedFile | undefined): string =>
  file === undefined ? "absent" : sha256(file.bytes);

const hashBefore = (host: ObservedHost): string => hashOf(host.daemonJson);

/** The hash of daemon.json as a plan leaves it. */
function hashAfter({ file }: Plan, host: ObservedHost): string {
  if (file.kind === "write") return sha256(bytesOf(file.text));
  if (file.kind === "original")
    return typeof host.original === "string" ? "absent" : sha256(host.original.bytes);
  return file.kind === "keep" ? hashBefore(host) : "absent";
}

/** Whoever takes the lock brings restore.sh along. */
const lockValues = (terms: Terms): PayloadValues => ({
  holder: base64(terms.holder),
  hold: whole(holdLimit(terms)),
  restore: base64(restoreText),
});

const whole = (seconds: number): string => String(Math.ceil(seconds));

/** What must exist on the host, a line each, except for TLS files that the change itself brings. */
function preflight({ after }: Plan, managed: Owned, tls: TlsSet | undefined): string {
  const checks = hostChecks(after, managed).filter((check) => tls === undefined || !isIn(tls.folder, check));
  const lines = checks.map(({ kind, option, value, more = "-" }) => [kind, option, value, more]);
  if (lines.length === 0) return "none";
  return base64(lines.map((words) => `${words.map(oneWord).join("\t")}\n`).join(""));
}

/** A value without the characters that separate words and lines. */
const oneWord = (word: string): string => word.replace(/[\t\r\n]/g, " ");

/** What the script does for an effect: a restart that concerns listeners includes the socket. */
const activation = (plan: Plan, effect: Effect): Effect | "rebind" =>
  effect === "restart" && plan.rebinds ? "rebind" : effect;

/** Whether there is a dockerd to validate with: a running one may be anywhere, any other must be on the PATH. */
const canValidate = ({ argv }: Plan, { service, tools }: ObservedHost): boolean =>
  argv.length > 0 && (service?.active === true || tools.has("dockerd"));

/** Which file dockerd --validate gets. */
function checked(plan: Plan): string {
  // --validate would create the user `dockremap`.
  if (plan.after["userns-remap"] === "default")
    return base64(daemonJsonText(without(plan.after, "userns-remap")));
  if (plan.file.kind === "absent") return "none";
  return plan.file.kind === "keep" ? "keep" : "staged";
}

const without = (value: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
