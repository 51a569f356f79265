import { unitWords } from "../command-line/words";
import type {
  ObservedFile,
  ObservedHost,
  ObservedService,
  ObservedSocket,
  Programs,
  UnitFile,
  UnitText,
} from "./host";

interface Section {
  readonly name: string;
  readonly words: readonly string[];
  readonly bytes: Uint8Array;
}

/** A file with the name under which observe.sh noted it. */
interface NamedFile extends ObservedFile {
  readonly name: string;
}

const utf8 = new TextDecoder();
const LINE_END = 10;

/**
 * Reads what observe.sh answers: sections of a line `NAME LENGTH [WORDS]`, as many bytes, and a line end.
 *
 * @throws TypeError where the answer doesn't have that form: a file that changed while it was read, for instance.
 */
export function parseObservation(answer: Uint8Array): ObservedHost {
  const sections = new Map(sectionsOf(answer).map((section) => [section.name, section]));
  const text = (name: string): string => utf8.decode(sections.get(name)?.bytes);
  const files = filesOf(text("files"), text("stats"), sections.get("contents")?.bytes ?? new Uint8Array());
  const file = (name: string): ObservedFile | undefined => without(files.find((each) => each.name === name));
  const daemonJson = file("daemon.json");
  const manifest = file("manifest");
  const first = file("first") ?? (sections.has("first-absent") ? "absent" : "none");
  const service = serviceOf(text, files, file("drop-in"));
  return {
    os: /^PRETTY_NAME="?([^"\n]*)/m.exec(file("os-release")?.text ?? "")?.[1] ?? "unknown",
    ...optional("machineId", file("machine-id")?.text.trim()),
    ...optional("cliFile", text("cli")),
    ...(sections.has(HELP) ? { programs: programsOf(text) } : {}),
    ...optional("stoppedEngine", text("stopped-engine")),
    ...(/^\d+$/.test(text("now")) ? { now: Number(text("now")) } : {}),
    systemd: sections.has("units"),
    ...optional("systemdFailed", text("systemd-failed")),
    tools: new Map(pairs(text("tools"))),
    ...(sections.has("units") ? { service } : {}),
    target: text("target"),
    ...optional("targetKind", text("target-kind")),
    ...(daemonJson === undefined ? {} : { daemonJson }),
    ...(manifest === undefined ? {} : { manifest: manifest.text }),
    first,
    ...lockOf(text("units")),
    tlsFolders: tlsFolders(text("tls")),
    unfinished: sections.has("unfinished"),
    ...(text("unfinished") === "undoing" ? { undoing: true } : {}),
  };
}

const HELP = "dockerd-help";

const programsOf = (text: (name: string) => string): Programs => ({
  dockerVersion: text("docker-version"),
  dockerdHelp: text(HELP),
});

/** Reads what ask.sh answers. @throws TypeError */
export function parsePrograms(answer: Uint8Array): Programs {
  const sections = new Map(sectionsOf(answer).map(({ name, bytes }) => [name, utf8.decode(bytes)]));
  return programsOf((name) => sections.get(name) ?? "");
}

/** A field that is left out where there is nothing to say. */
const optional = <Name extends string>(name: Name, value = ""): Partial<Record<Name, string>> =>
  value === "" ? {} : ({ [name]: value } as Record<Name, string>);

/** What the engine answered to questions that observe.sh asked beside its other work. */
export interface ObservedAnswers {
  /** The paths of the questions, in their order. */
  readonly questions: readonly string[];
  /** All answers in a row, as HTTP writes them. */
  readonly bytes: Uint8Array;
}

/** The engine's answers in what observe.sh answered; undefined where it didn't ask. @throws TypeError */
export function parseAnswers(answer: Uint8Array): ObservedAnswers | undefined {
  const section = sectionsOf(answer).find(({ name }) => name === "engine");
  return section === undefined ? undefined : { questions: section.words, bytes: section.bytes };
}

function sectionsOf(answer: Uint8Array): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at < answer.length;) {
    const lineEnd = answer.indexOf(LINE_END, at);
    const [name, length, ...words] = utf8.decode(answer.subarray(at, lineEnd)).split(" ");
    const from = lineEnd + 1;
    const to = from + Number(length);
    if (lineEnd < 0 || !name || !/^\d+$/.test(length ?? "") || answer[to] !== LINE_END) {
      throw new TypeError(`a host's answer can't be read at byte ${at}`);
    }
    sections.push({ name, words, bytes: answer.subarray(from, to) });
    at = to + 1;
  }
  return sections;
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split("\n"));

/** Files from a line `NAME PATH` and a line `SIZE MODE UID GID` each, and from their bytes in a row. */
function filesOf(names: string, stats: string, contents: Uint8Array): NamedFile[] {
  const meta = linesOf(stats).map((line) => line.split(" "));
  const lines = linesOf(names);
  const total = meta.reduce((sum, [size]) => sum + Number(size), 0);
  if (meta.length !== lines.length || total !== contents.length) {
    throw new TypeError("a host's files can't be read: one was changed meanwhile");
  }
  let at = 0;
  return lines.map((line, index) => {
    const [size, mode = "", uid = "", gid = "", time = ""] = meta[index] ?? [];
    const bytes = contents.subarray(at, (at += Number(size)));
    const [name = "", ...path] = line.split(" ");
    const changed = /^\d+$/.test(time) ? { changedAt: Number(time) } : {};
    return {
      name,
      path: path.join(" "),
      mode,
      owner: `${uid}:${gid}`,
      text: utf8.decode(bytes),
      bytes,
      ...changed,
    };
  });
}

function without(file: NamedFile | undefined): ObservedFile | undefined {
  if (file === undefined) return undefined;
  const { path, mode, owner, text, bytes, changedAt } = file;
  return { path, mode, owner, text, bytes, ...(changedAt === undefined ? {} : { changedAt }) };
}

/** The unit's files, or if only `systemctl cat` could read them, its text cut at their headers. */
function unitText(
  text: (name: string) => string,
  files: readonly NamedFile[],
  docker: Block | undefined,
): UnitText {
  const named = (name: string): UnitFile[] =>
    files.filter((file) => file.name === name).map(({ path, text }) => ({ path, text }));
  const cat = text("unit-text");
  const paths = [
    ...valuesOf(docker, "FragmentPath"),
    ...valuesOf(docker, "DropInPaths").flatMap((value) => unitWords(value).map((word) => word.text)),
  ];
  return {
    files: cat === "" ? named("unit") : filesIn(cat, paths),
    environmentFiles: named("environment"),
    unreadable: linesOf(text("unreadable")),
    commands: docker?.get("NeedDaemonReload")?.[0] === "yes" ? undefined : commandsOf(docker),
  };
}

/** A line `# PATH` is before each file; others like it may be in one. */
function filesIn(cat: string, paths: readonly string[]): UnitFile[] {
  const starts = paths.reduce<{ path: string; at: number }[]>((list, path) => {
    const at = `\n${cat}`.indexOf(`\n# ${path}\n`, list.at(-1)?.at ?? 0);
    return at < 0 ? list : [...list, { path, at }];
  }, []);
  return starts.map(({ path, at }, index) => ({
    path,
    text: cat.slice(at + `# ${path}\n`.length, starts[index + 1]?.at),
  }));
}

/** `{ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// ; ignore_errors=no ; ... }` each. */
function commandsOf(docker: Block | undefined): readonly string[] | undefined {
  const shown = docker?.get("ExecStart");
  return shown?.map((value) => /^\{ path=.*? ; argv\[\]=(.*) ; ignore_errors=/.exec(value)?.[1] ?? value);
}

/** A unit as `systemctl show` has it: a property may be there more than once. */
type Block = ReadonlyMap<string, readonly string[]>;

const valuesOf = (block: Block | undefined, name: string): readonly string[] =>
  (block?.get(name) ?? []).filter((value) => value !== "");

/** `systemctl show` of several units: a block each, in an order that differs between releases of systemd. */
const blocksOf = (units: string): Block[] =>
  units.split("\n\n").map((text) => {
    const block = new Map<string, string[]>();
    for (const [name, value] of pairs(text)) block.set(name, [...(block.get(name) ?? []), value]);
    return block;
  });

const valueOf = (block: Block | undefined, name: string): string => block?.get(name)?.[0] ?? "";

/** Lines of sha256sum: `HASH  /etc/docker/pulumi-dockerd-tls-1a2b/key.pem`. */
function tlsFolders(sums: string): ObservedHost["tlsFolders"] {
  const folders = new Map<string, Map<string, string>>();
  for (const line of sums.split("\n")) {
    const [, hash, path, file] = /^([0-9a-f]{64}) [ *](.*)\/([^/]+)$/.exec(line) ?? [];
    if (hash === undefined || path === undefined || file === undefined) continue;
    folders.set(path, (folders.get(path) ?? new Map<string, string>()).set(file, hash));
  }
  return [...folders].map(([path, files]) => ({ path, files }));
}

/** The lock is a watchdog of the host: its timer waits, or its service is undoing a change. */
function lockOf(units: string): Pick<ObservedHost, "lock"> {
  const watchdog = blocksOf(units).find(
    (block) =>
      /^pulumi-dockerd\.(timer|service)$/.test(valueOf(block, "Id")) &&
      /^(active|activating)$/.test(valueOf(block, "ActiveState")),
  );
  if (watchdog === undefined) return {};
  const [holder, since] = [valueOf(watchdog, "Description"), valueOf(watchdog, "ActiveEnterTimestamp")];
  return { lock: { holder, since } };
}

function serviceOf(
  text: (name: string) => string,
  files: readonly NamedFile[],
  dropIn: ObservedFile | undefined,
): ObservedService {
  const blocks = blocksOf(text("units"));
  const masked = blocks
    .filter((block) => valueOf(block, "LoadState") === "masked")
    .map((block) => valueOf(block, "Id"));
  const docker = blocks.find((block) => valueOf(block, "Id") === "docker.service");
  const state = valueOf(docker, "ActiveState") || "unknown";
  const process = text("process");
  return {
    loadState: valueOf(docker, "LoadState") || "unknown",
    masked,
    active: state === "active",
    state,
    text: unitText(text, files, docker),
    startsScript: text("program").startsWith("#!"),
    sockets: socketsOf(text("sockets")),
    ...(dropIn === undefined ? {} : { dropIn: dropIn.text }),
    argv: process === "" ? [] : process.replace(/\n$/, "").split("\n"),
    // A package's upgrade puts another file in its place.
    ...optional("executable", text("executable").replace(/ \(deleted\)$/, "")),
    ...startOf(docker === undefined ? "" : valueOf(docker, "ExecMainStartTimestamp")),
    socket: socketState(blocks.find((block) => valueOf(block, "Id") === "docker.socket")),
  };
}

/** `Thu 2026-11-26 14:41:37 UTC`: observe.sh asks for UTC. */
function startOf(timestamp: string): { startedAt?: number } {
  const [, date, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(timestamp) ?? [];
  return date === undefined || time === undefined ? {} : { startedAt: Date.parse(`${date}T${time}Z`) / 1000 };
}

function socketState(socket: Block | undefined): "none" | "inactive" | "active" {
  if (socket === undefined || valueOf(socket, "LoadState") !== "loaded") return "none";
  return valueOf(socket, "ActiveState") === "active" ? "active" : "inactive";
}

/** Listen=[::]:2375 (Stream), or Listen=/run/other.sock (Stream). */
function socketsOf(units: string): readonly ObservedSocket[] {
  return blocksOf(units)
    .filter((block) => valueOf(block, "ActiveState") === "active")
    .map((block) => ({
      unit: valueOf(block, "Id"),
      endpoints: valuesOf(block, "Listen").flatMap((listen) => {
        const address = /^(.+) \(Stream\)$/.exec(listen)?.[1];
        return address === undefined ? [] : [`${/^[/@]/.test(address) ? "unix" : "tcp"}://${address}`];
      }),
    }));
}

function pairs(text: string): [string, string][] {
  return text
    .split("\n")
    .filter((line) => line.includes("="))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
}
