import { type Argument, readArguments } from "./arguments";
import { takesValue } from "./flags";
import type { CommandLineNote } from "./note";

/** The engine's own words, without the program's. */
interface Engine {
  readonly args: readonly string[];
  readonly notes: readonly CommandLineNote[];
}

/** What the engine, or the client that once started it, has been called by packages. */
const ENGINE = /^dockerd(-ce|-current|-latest)?$|^dockerd-rootless\.sh$/;
const CLIENT = /^docker(\.io|-current|-latest)?$/;

/** Whether a path is dockerd's, or that of a wrapped executable of it (NixOS: `.dockerd-wrapped`). */
export const isEngine = (path: string): boolean =>
  /^(dockerd(-ce|-current|-latest)?|\.dockerd-wrapped)$/.test(path.slice(path.lastIndexOf("/") + 1));

/** A command line without its program, and without what starts that (`sudo`, `exec`, variables before it). */
export function withoutProgram(words: readonly string[]): Engine {
  const first = words[0] ?? "-";
  if (first.startsWith("-")) return { args: words, notes: [] };
  const names = words.map((word) => word.slice(word.lastIndexOf("/") + 1));
  const at = names.findIndex((name) => ENGINE.test(name) || CLIENT.test(name));
  if (at < 0) {
    const text = "isn't dockerd's command line; begin it with dockerd, docker daemon, docker -d, or a flag";
    return { args: [], notes: [{ flag: first, kind: "refused", text }] };
  }
  const args = words.slice(at + 1);
  return ENGINE.test(names[at] ?? "") ? { args, notes: [] } : ofClient(words[at] ?? "", args);
}

/** `docker -d` and `docker daemon`: how the engine was started before it was a program of its own. */
function ofClient(program: string, args: readonly string[]): Engine {
  const list = readArguments(args, takesValue);
  const command = list.find(({ flags }) => flags.length === 0);
  const asDaemon = list.slice(0, command === undefined ? undefined : list.indexOf(command));
  if (asDaemon.some(({ flags }) => flags.some(({ flag }) => flag === "-d" || flag === "--daemon"))) {
    return { args, notes: [] };
  }
  if (command !== undefined && args[command.at] === "daemon") {
    const text = "was removed in 17.12 (deprecated since 1.13): run dockerd, with the same flags";
    const note = { flag: `${program} daemon`, kind: "refused", text } as const;
    return { args: without(args, command), notes: [note] };
  }
  const text = "is the client; the engine is dockerd, docker daemon or docker -d";
  return { args: [], notes: [{ flag: program, kind: "refused", text }] };
}

const without = (args: readonly string[], { at, length }: Argument): readonly string[] => [
  ...args.slice(0, at),
  ...args.slice(at + length),
];
