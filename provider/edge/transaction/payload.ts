import { bytesOf } from "../../core/bytes";
import type { JsonObject } from "../../core/json";
import type { TlsSet } from "../../core/desired/declared";
import { daemonJsonText, type Owned } from "../../core/desired/daemon-json";
import { sha256 } from "../../core/hash";
import { validationWords } from "../../core/desired/engine-words";
import { tlsFoldersIn } from "../../core/options/tls-files";
import type { ObservedFile, ObservedHost } from "../../core/observed/host";
import type { Effect } from "../../core/plan/effect";
import { accessOf } from "../../core/plan/file-after";
import type { Plan } from "../../core/plan/plan";
import { hostChecks, isIn } from "../../core/plan/preflight";
import type { Manifest } from "../../core/ownership/manifest";
import { restoreText } from "../scripts";
import type { Terms, Transaction } from "./transaction";

const base64 = (text: string): string => Buffer.from(bytesOf(text)).toString("base64");

/** What a script reads: a line "name value" each, then "end". Values are words that no shell gives a meaning to. */
function payload(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => {
    if (/[\r\n]/.test(value)) throw new TypeError(`${name} has a line end`);
    return `${name} ${value}\n`;
  });
  return `${lines.join("")}end\n`;
}

/** The paths that resolve.sh resolves. */
export const resolvePayload = (paths: readonly string[]): string =>
  payload({ paths: base64(paths.map((path) => `${path}\n`).join("")) });

/** The host as it was observed, and what its daemon.json says. */
type At = Pick<Transaction, "observed" | "before">;

/** How apply.sh brings a plan about on the host as it was observed. */
export function applyPayload(
  plan: Plan,
  at: At,
  terms: Terms,
  { tls, managed = {} }: { readonly tls?: TlsSet | undefined; readonly managed?: Owned } = {},
): string {
  const { observed: host } = at;
  const { mode, owner } = accessOf(plan, host);
  return payload({
    id: terms.id,
    ...lockValues(terms),
    limit: whole(terms.limits.apply),
    confirm: whole(terms.apply.confirmTimeout),
    failure: terms.apply.onFailure,
    target: host.target,
    ...namedTls(at),
    result: hashAfter(plan, host),
    tls_after: folderList(plan.after),
    content: plan.file.kind === "write" ? base64(plan.file.text) : plan.file.kind,
    check: canValidate(plan, host) ? checked(plan) : "none",
    mode,
    owner,
    ...tlsValues(tls),
    unit: plan.unit.kind === "write" ? base64(plan.unit.text) : plan.unit.kind,
    argv: base64(
      validationWords(plan.argv)
        .map((word) => `${word}\0`)
        .join(""),
    ),
    preflight: preflight(plan, managed, tls),
    activate: activation(plan, plan.effect),
    undo: activation(plan, plan.undo),
    partial: plan.reloadsPartly ? "yes" : "no",
    start: plan.start === undefined ? "none" : base64(plan.start),
    back: plan.back === undefined ? "none" : base64(plan.back),
  });
}

/** `manifest` is our record; "none" ends our part on the host. `enginePid` is the process that was proven. */
export function confirmPayload(
  manifest: Manifest | "none",
  at: At,
  terms: Terms,
  transaction: { readonly enginePid: number | undefined } | "none",
): string {
  return payload({
    ...(transaction === "none" ? { id: "none", ...lockValues(terms), ...namedTls(at) } : { id: terms.id }),
    target: at.observed.target,
    pid: transaction === "none" ? "any" : String(transaction.enginePid ?? "any"),
    manifest: manifest === "none" ? manifest : base64(`${JSON.stringify(manifest)}\n`),
  });
}

/**
 * What is to be ended: one's own transaction, where it isn't confirmed; one that is being undone already; or what an
 * earlier run left, on a host that nobody holds.
 */
export type Ended = { readonly id: string } | "help" | "recover";

export const undoPayload = (ended: Ended): string =>
  payload(typeof ended === "string" ? { caller: ended, id: "any" } : { caller: "client", id: ended.id });

/** Seconds in which a host may be held in all: until then apply and proof are long done or given up. */
export const holdLimit = ({ limits, apply }: Terms): number =>
  Math.ceil(limits.apply + apply.confirmTimeout + MARGIN);

/** Seconds for what takes no time that anyone sets: staging, the engine's own check, putting files back. */
const MARGIN = 30;

/** The observed daemon.json by its hash, with the TLS folders that it names: the host itself never parses JSON. */
const namedTls = ({ observed, before }: At): Record<string, string> => ({
  expect: hashBefore(observed),
  tls_before: folderList(before),
});

const folderList = (daemonJson: JsonObject): string => tlsFoldersIn(daemonJson).join(",") || "none";

const hashOf = (file: ObservedFile | undefined): string =>
  file === undefined ? "absent" : sha256(file.bytes);

const hashBefore = (host: ObservedHost): string => hashOf(host.daemonJson);

/** The hash of daemon.json as a plan leaves it. */
function hashAfter({ file }: Plan, host: ObservedHost): string {
  if (file.kind === "write") return sha256(bytesOf(file.text));
  if (file.kind === "first")
    return typeof host.original === "string" ? "absent" : sha256(host.original.bytes);
  return file.kind === "keep" ? hashBefore(host) : "absent";
}

function tlsValues(tls: TlsSet | undefined): Record<string, string> {
  if (tls === undefined || tls.isThere) return { tls: "none" };
  const texts = new Map(tls.files.map(({ file, text }) => [file, base64(text)]));
  const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((file) => texts.get(file) ?? "none");
  return { tls: tls.folder, ca: ca ?? "none", cert: cert ?? "none", key: key ?? "none" };
}

/** Who takes the lock brings the way back along. */
const lockValues = (terms: Terms): Record<string, string> => ({
  holder: base64(terms.holder),
  hold: whole(holdLimit(terms)),
  restore: base64(restoreText),
});

const whole = (seconds: number): string => String(Math.ceil(seconds));

/** What has to be on the host, a line each; TLS files of the new set are on their way. */
function preflight({ after }: Plan, managed: Owned, tls: TlsSet | undefined): string {
  const checks = hostChecks(after, managed).filter((check) => tls === undefined || !isIn(tls.folder, check));
  const lines = checks.map(({ kind, option, value, more = "-" }) => [kind, option, value, more]);
  if (lines.length === 0) return "none";
  return base64(lines.map((words) => `${words.map(oneWord).join("\t")}\n`).join(""));
}

/** A value without what parts the script's words and lines. */
const oneWord = (word: string): string => word.replace(/[\t\r\n]/g, " ");

/** How an effect is brought about: a restart that concerns listeners takes the socket along. */
const activation = (plan: Plan, effect: Effect): Effect | "rebind" =>
  effect === "restart" && plan.rebinds ? "rebind" : effect;

/** Whether there is a dockerd to validate with: one that runs may be anywhere, another one is on the PATH. */
const canValidate = ({ argv }: Plan, { service, tools }: ObservedHost): boolean =>
  argv.length > 0 && (service?.active === true || tools.has("dockerd"));

/** Which file the engine's own check gets. */
function checked(plan: Plan): string {
  if (plan.argv.length === 0) return "none";
  // The check itself would make the user `dockremap`.
  if (plan.after["userns-remap"] === "default")
    return base64(daemonJsonText(without(plan.after, "userns-remap")));
  if (plan.file.kind === "absent") return "none";
  return plan.file.kind === "keep" ? "keep" : "staged";
}

const without = (value: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
