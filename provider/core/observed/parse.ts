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

/** A file with its name in observe.sh's list. */
interface NamedFile extends ObservedFile {
  readonly name: string;
}

const utf8 = new TextDecoder();
const LINE_END = 10;

/**
 * Parses the output of observe.sh: sections of a line `NAME LENGTH [WORDS]`, as many bytes, and a line end.
 *
 * @throws TypeError if the output is malformed, for instance because a file changed while it was read
 */
export function parseObservation(answer: Uint8Array): ObservedHost {
  const sections = new Map(sectionsOf(answer).map((section) => [section.name, section]));
  const text = (name: string): string => utf8.decode(sections.get(name)?.bytes);
  const files = filesOf(text("files"), text("stats"), sections.get("contents")?.bytes ?? new Uint8Array());
  const file = (name: string): ObservedFile | undefined => unnamed(files.find((each) => each.name === name));
  const daemonJson = file("daemon.json");
  const manifest = file("manifest");
  const original = file("first") ?? (sections.has("first-absent") ? "absent" : "none");
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
    original,
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

/** Parses the output of ask.sh. @throws TypeError */
export function parsePrograms(answer: Uint8Array): Programs {
  const sections = new Map(sectionsOf(answer).map(({ name, bytes }) => [name, utf8.decode(bytes)]));
  return programsOf((name) => sections.get(name) ?? "");
}

/** Omits a field whose value is empty. */
const optional = <Name extends string>(name: Name, value = ""): Partial<Record<Name, string>> =>
  value === "" ? {} : ({ [name]: value } as Record<Name, string>);

/** The API's responses to requests of observe.sh. */
export interface ObservedAnswers {
  /** The requested paths, in order. */
  readonly questions: readonly string[];
  /** The HTTP responses one after the other. */
  readonly bytes: Uint8Array;
}

/** Returns the API's responses in the output of observe.sh; undefined if it sent no requests. @throws TypeError */
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
      throw new TypeError(`cannot parse the observation of the host at byte ${at}`);
    }
    sections.push({ name, words, bytes: answer.subarray(from, to) });
    at = to + 1;
  }
  return sections;
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split("\n"));

/** Builds files from a line `NAME PATH` and a line `SIZE MODE UID GID` each, and from their concatenated contents. */
function filesOf(names: string, stats: string, contents: Uint8Array): NamedFile[] {
  const meta = linesOf(stats).map((line) => line.split(" "));
  const lines = linesOf(names);
  const total = meta.reduce((sum, [size]) => sum + Number(size), 0);
  if (meta.length !== lines.length || total !== contents.length) {
    throw new TypeError("cannot parse the observation of the host: a file changed while it was read");
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

function unnamed(file: NamedFile | undefined): ObservedFile | undefined {
  if (file === undefined) return undefined;
  const { path, mode, owner, text, bytes, changedAt } = file;
  return { path, mode, owner, text, bytes, ...(changedAt === undefined ? {} : { changedAt }) };
}

/** Returns the unit's files; if only `systemctl cat` could read them, its output split at their headers. */
function unitText(
  text: (name: string) => string,
  files: readonly NamedFile[],
  docker: Block | undefined,
): UnitText {
  const named = (name: string): UnitFile[] =>
    files.filter((file) => file.name === name).map(({ path, text }) => ({ path, text }));
  const cat = text("unit-text");
  const paths = [
    ...properties(docker, "FragmentPath"),
    ...properties(docker, "DropInPaths").flatMap((value) => unitWords(value).map((word) => word.text)),
  ];
  return {
    files: cat === "" ? named("unit") : filesIn(cat, paths),
    environmentFiles: named("environment"),
    unreadable: linesOf(text("unreadable")),
    commands: docker?.get("NeedDaemonReload")?.[0] === "yes" ? undefined : commandsOf(docker),
  };
}

/** Splits the output of `systemctl cat`: a line `# PATH` precedes each file, and may also occur in one. */
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

/** Parses `{ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// ; ignore_errors=no ; ... }` each. */
function commandsOf(docker: Block | undefined): readonly string[] | undefined {
  const shown = docker?.get("ExecStart");
  return shown?.map((value) => /^\{ path=.*? ; argv\[\]=(.*) ; ignore_errors=/.exec(value)?.[1] ?? value);
}

/** The properties of a unit in `systemctl show`; a property may occur more than once. */
type Block = ReadonlyMap<string, readonly string[]>;

const properties = (block: Block | undefined, name: string): readonly string[] =>
  (block?.get(name) ?? []).filter((value) => value !== "");

/** Splits `systemctl show` into a block for each unit. Their order differs between releases of systemd. */
const blocksOf = (units: string): Block[] =>
  units.split("\n\n").map((text) => {
    const block = new Map<string, string[]>();
    for (const [name, value] of pairs(text)) block.set(name, [...(block.get(name) ?? []), value]);
    return block;
  });

const property = (block: Block | undefined, name: string): string => block?.get(name)?.[0] ?? "";

/** Parses lines of sha256sum: `HASH  /etc/docker/pulumi-dockerd-tls-1a2b/key.pem`. */
function tlsFolders(sums: string): ObservedHost["tlsFolders"] {
  const folders = new Map<string, Map<string, string>>();
  for (const line of sums.split("\n")) {
    const [, hash, path, file] = /^([0-9a-f]{64}) [ *](.*)\/([^/]+)$/.exec(line) ?? [];
    if (hash === undefined || path === undefined || file === undefined) continue;
    folders.set(path, (folders.get(path) ?? new Map<string, string>()).set(file, hash));
  }
  return [...folders].map(([path, files]) => ({ path, files }));
}

/** Returns the lock, which is the host's watchdog: its timer is running, or its service is rolling back a change. */
function lockOf(units: string): Pick<ObservedHost, "lock"> {
  const watchdog = blocksOf(units).find(
    (block) =>
      /^pulumi-dockerd\.(timer|service)$/.test(property(block, "Id")) &&
      /^(active|activating)$/.test(property(block, "ActiveState")),
  );
  if (watchdog === undefined) return {};
  const [holder, since] = [property(watchdog, "Description"), property(watchdog, "ActiveEnterTimestamp")];
  return { lock: { holder, since } };
}

function serviceOf(
  text: (name: string) => string,
  files: readonly NamedFile[],
  dropIn: ObservedFile | undefined,
): ObservedService {
  const blocks = blocksOf(text("units"));
  const masked = blocks
    .filter((block) => property(block, "LoadState") === "masked")
    .map((block) => property(block, "Id"));
  const docker = blocks.find((block) => property(block, "Id") === "docker.service");
  const state = property(docker, "ActiveState") || "unknown";
  const process = text("process");
  return {
    loadState: property(docker, "LoadState") || "unknown",
    masked,
    active: state === "active",
    state,
    text: unitText(text, files, docker),
    startsScript: text("program").startsWith("#!"),
    sockets: socketsOf(text("sockets")),
    ...(dropIn === undefined ? {} : { dropIn: dropIn.text }),
    argv: process === "" ? [] : process.replace(/\n$/, "").split("\n"),
    // An upgrade of the package replaces the file.
    ...optional("executable", text("executable").replace(/ \(deleted\)$/, "")),
    ...startOf(docker === undefined ? "" : property(docker, "ExecMainStartTimestamp")),
    socket: socketState(blocks.find((block) => property(block, "Id") === "docker.socket")),
  };
}

/** Parses `Thu 2026-11-26 14:41:37 UTC`: observe.sh sets TZ to UTC. */
function startOf(timestamp: string): { startedAt?: number } {
  const [, date, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(timestamp) ?? [];
  return date === undefined || time === undefined ? {} : { startedAt: Date.parse(`${date}T${time}Z`) / 1000 };
}

function socketState(socket: Block | undefined): "none" | "inactive" | "active" {
  if (socket === undefined || property(socket, "LoadState") !== "loaded") return "none";
  return property(socket, "ActiveState") === "active" ? "active" : "inactive";
}

/** Parses `Listen=[::]:2375 (Stream)` and `Listen=/run/other.sock (Stream)`. */
function socketsOf(units: string): readonly ObservedSocket[] {
  return blocksOf(units)
    .filter((block) => property(block, "ActiveState") === "active")
    .map((block) => ({
      unit: property(block, "Id"),
      endpoints: properties(block, "Listen").flatMap((listen) => {
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
