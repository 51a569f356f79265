import type { Json } from "../json";
import type { Option } from "./option";
import { assignments } from "./types";

const RESERVED_LABEL = /^(com\.docker|io\.docker|org\.dockerproject)\./i;

function labelFailure(name: string): string | undefined {
  if (name === "") return "a label needs a name; write { name: value }";
  if (name.includes("=")) return 'a label\'s name has no "="; what follows it belongs in the value';
  if (RESERVED_LABEL.test(name)) {
    return "the namespaces com.docker.*, io.docker.* and org.dockerproject.* are Docker's own; choose another name";
  }
  return undefined;
}

/** The engine keeps labels in a map: order and duplicates are lost, none at all is null or []. */
const asSet = (value: Json): Json => (Array.isArray(value) ? [...new Set(value as string[])].sort() : []);

/** Options of the engine as a whole. */
export const daemon: readonly Option[] = [
  {
    key: "labels",
    flags: ["--label"],
    type: assignments(labelFailure),
    since: "1.10",
    default: [],
    reloadSince: "1.10",
    observable: { endpoint: "/info", path: ["Labels"], normalise: asSet },
    doc: "Labels of the engine, shown by `docker info` and usable in Swarm placement constraints.",
    example: { region: "eu", role: "web" },
  },
];
