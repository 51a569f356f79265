import type { ObservedFile, ObservedHost, ObservedService, Programs, UnitText } from "./host";

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
  const service = serviceOf(
    text("units"),
    text("process"),
    unitText(files, text("unit-text")),
    file("drop-in"),
  );
  return {
    os: /^PRETTY_NAME="?([^"\n]*)/m.exec(file("os-release")?.text ?? "")?.[1] ?? "unknown",
    ...optional("machineId", file("machine-id")?.text.trim()),
    ...optional("cliFile", text("cli")),
    ...(sections.has(HELP) ? { programs: programsOf(text) } : {}),
    ...optional("stoppedEngine", text("stopped-engine")),
    ...(/^\d+$/.test(text("now")) ? { now: Number(text("now")) } : {}),
    systemd: sections.has("units"),
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

/** The unit's files in the form of `systemctl cat`, or where only that could read them its own text. */
function unitText(files: readonly NamedFile[], cat: string): UnitText {
  const named = (name: string): NamedFile[] => files.filter((file) => file.name === name);
  const parts = named("unit").map(({ path, text }) => `# ${path}\n${text.replace(/\n?$/, "\n")}`);
  return {
    cat: cat === "" ? parts.join("\n") : cat,
    environmentFiles: new Map(named("environment").map(({ path, text }) => [path, text])),
  };
}

/** `systemctl show` of several units: a block each, in an order that differs between releases of systemd. */
const blocksOf = (units: string): ReadonlyMap<string, string>[] =>
  units.split("\n\n").map((block) => new Map(pairs(block)));

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
      /^pulumi-dockerd\.(timer|service)$/.test(block.get("Id") ?? "") &&
      /^(active|activating)$/.test(block.get("ActiveState") ?? ""),
  );
  if (watchdog === undefined) return {};
  const [holder, since] = [watchdog.get("Description") ?? "", watchdog.get("ActiveEnterTimestamp") ?? ""];
  return { lock: { holder, since } };
}

function serviceOf(units: string, process: string, text: UnitText, dropIn?: ObservedFile): ObservedService {
  const blocks = blocksOf(units);
  const masked = blocks
    .filter((block) => block.get("LoadState") === "masked")
    .map((block) => block.get("Id") ?? "");
  const docker = blocks.find((block) => block.get("Id") === "docker.service");
  const state = docker?.get("ActiveState") ?? "unknown";
  return {
    loaded: docker?.get("LoadState") === "loaded",
    masked,
    active: state === "active",
    state,
    unitFile: docker?.get("FragmentPath") ?? "",
    text,
    ...(dropIn === undefined ? {} : { dropIn: dropIn.text }),
    argv: process === "" ? [] : process.replace(/\n$/, "").split("\n"),
    ...startOf(docker?.get("ExecMainStartTimestamp")),
    socket: socketState(blocks.find((block) => block.get("Id") === "docker.socket")),
  };
}

/** `Thu 2026-11-26 14:41:37 UTC`: observe.sh asks for UTC. */
function startOf(timestamp = ""): { startedAt?: number } {
  const [, date, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(timestamp) ?? [];
  return date === undefined || time === undefined ? {} : { startedAt: Date.parse(`${date}T${time}Z`) / 1000 };
}

function socketState(socket: ReadonlyMap<string, string> | undefined): "none" | "inactive" | "active" {
  if (socket?.get("LoadState") !== "loaded") return "none";
  return socket.get("ActiveState") === "active" ? "active" : "inactive";
}

function pairs(text: string): [string, string][] {
  return text
    .split("\n")
    .filter((line) => line.includes("="))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
}
