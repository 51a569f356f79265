import { type Argument, readArguments } from "./arguments";
import { takesValue } from "./flags";
import type { CommandLineNote } from "./note";

/** The engine's arguments, without the program. */
interface EngineArguments {
  readonly args: readonly string[];
  readonly notes: readonly CommandLineNote[];
}

/** The names of dockerd in packages, and of the client that once started it. */
const ENGINE = /^dockerd(-ce|-current|-latest)?$|^dockerd-rootless\.sh$/;
const CLIENT = /^docker(\.io|-current|-latest)?$/;

/** Returns whether a path is that of dockerd, or of NixOS's wrapped executable (`.dockerd-wrapped`). */
export const isEngine = (path: string): boolean =>
  /^(dockerd(-ce|-current|-latest)?|\.dockerd-wrapped)$/.test(path.slice(path.lastIndexOf("/") + 1));

/** Removes the program from a command line, and everything before it (`sudo`, `exec`, variables). */
export function withoutProgram(words: readonly string[]): EngineArguments {
  const first = words[0] ?? "-";
  if (first.startsWith("-")) return { args: words, notes: [] };
  const names = words.map((word) => word.slice(word.lastIndexOf("/") + 1));
  const at = names.findIndex((name) => ENGINE.test(name) || CLIENT.test(name));
  if (at < 0) {
    const text =
      "is not a command line of dockerd; begin it with dockerd, docker daemon, docker -d, or a flag";
    return { args: [], notes: [{ flag: first, kind: "refused", text }] };
  }
  const args = words.slice(at + 1);
  return ENGINE.test(names[at] ?? "") ? { args, notes: [] } : ofClient(words[at] ?? "", args);
}

/** Parses `docker -d` and `docker daemon`, which started the engine before dockerd existed (1.12). */
function ofClient(program: string, args: readonly string[]): EngineArguments {
  const list = readArguments(args, takesValue);
  const command = list.find(({ flags }) => flags.length === 0);
  const asDaemon = list.slice(0, command === undefined ? undefined : list.indexOf(command));
  if (asDaemon.some(({ flags }) => flags.some(({ flag }) => flag === "-d" || flag === "--daemon"))) {
    return { args, notes: [] };
  }
  if (command !== undefined && args[command.at] === "daemon") {
    const text = "was removed in 17.12 (deprecated since 1.13); run dockerd with the same flags";
    const note = { flag: `${program} daemon`, kind: "refused", text } as const;
    return { args: withoutArgument(args, command), notes: [note] };
  }
  const text = "is the client; run dockerd";
  return { args: [], notes: [{ flag: program, kind: "refused", text }] };
}

const withoutArgument = (args: readonly string[], { at, length }: Argument): readonly string[] => [
  ...args.slice(0, at),
  ...args.slice(at + length),
];
