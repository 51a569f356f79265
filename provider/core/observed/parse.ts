import type { ObservedFile, ObservedHost, ObservedService, UnitText } from "./host";

interface Section {
  readonly name: string;
  readonly words: readonly string[];
  readonly bytes: Uint8Array;
}

const utf8 = new TextDecoder();
const LINE_END = 10;

/**
 * Reads what observe.sh answers: sections of a line `NAME LENGTH [WORDS]`, as many bytes, and a line end.
 *
 * @throws TypeError where the answer doesn't have that form: a file that changed while it was read, for instance.
 */
export function parseObservation(answer: Uint8Array): ObservedHost {
  const all = sectionsOf(answer);
  const sections = new Map(all.map((section) => [section.name, section]));
  const text = (name: string): string => utf8.decode(sections.get(name)?.bytes);
  const file = (name: string): ObservedFile | undefined => fileOf(sections.get(name));
  const daemonJson = file("daemon.json");
  const unit = { cat: text("unit-text"), environmentFiles: new Map(all.flatMap(environmentFile)) };
  const first = file("first") ?? (sections.has("first-absent") ? "absent" : "none");
  return {
    uid: Number(text("uid")),
    os: /^PRETTY_NAME="?([^"\n]*)/m.exec(text("os-release"))?.[1] ?? "unknown",
    ...optional("machineId", file("machine-id")?.text.trim()),
    ...optional("cliFile", text("cli")),
    ...optional("stoppedEngine", text("stopped-engine")),
    systemd: sections.has("units"),
    tools: new Map(pairs(text("tools"))),
    ...(sections.has("units")
      ? { service: serviceOf(text("units"), text("process"), unit, file("drop-in")) }
      : {}),
    target: text("target"),
    ...(daemonJson === undefined ? {} : { daemonJson }),
    ...(sections.has("manifest") ? { manifest: text("manifest") } : {}),
    first,
  };
}

/** A field that is left out where there is nothing to say. */
const optional = <Name extends string>(name: Name, value = ""): Partial<Record<Name, string>> =>
  value === "" ? {} : ({ [name]: value } as Record<Name, string>);

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

function environmentFile(section: Section): [string, string][] {
  const file = section.name === "environment" ? fileOf(section) : undefined;
  return file === undefined ? [] : [[file.path, file.text]];
}

function fileOf(section: Section | undefined): ObservedFile | undefined {
  if (section === undefined) return undefined;
  const [mode = "", uid = "", gid = "", ...path] = section.words;
  return {
    path: path.join(" "),
    mode,
    owner: `${uid}:${gid}`,
    text: utf8.decode(section.bytes),
    bytes: section.bytes,
  };
}

/** `systemctl show` of two units: a block each, in an order that differs between releases of systemd. */
function serviceOf(units: string, process: string, text: UnitText, dropIn?: ObservedFile): ObservedService {
  const blocks = units.split("\n\n").map((block) => new Map(pairs(block)));
  const block = (id: string): Map<string, string> | undefined => blocks.find((each) => each.get("Id") === id);
  const docker = block("docker.service");
  const state = docker?.get("ActiveState") ?? "unknown";
  return {
    loaded: docker?.get("LoadState") === "loaded",
    active: state === "active",
    state,
    unitFile: docker?.get("FragmentPath") ?? "",
    socketMasked: block("docker.socket")?.get("LoadState") === "masked",
    text,
    ...(dropIn === undefined ? {} : { dropIn: dropIn.text }),
    argv: process === "" ? [] : process.replace(/\n$/, "").split("\n"),
  };
}

function pairs(text: string): [string, string][] {
  return text
    .split("\n")
    .filter((line) => line.includes("="))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
}
