import type { Json } from "../json";
import { shownAt } from "./observables";
import type { Option } from "./option";
import { absolutePath } from "./paths";
import { assignments, boolean, text } from "./types";

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
const asSet = (value: Json): Json =>
  value === null ? [] : Array.isArray(value) ? [...new Set((value as Json[]).map(String))].sort() : value;

/** Options of the engine as a whole. */
export const daemon: readonly Option[] = [
  {
    key: "labels",
    flags: ["--label"],
    type: assignments(labelFailure),
    since: "1.10",
    default: [],
    reloadSince: "1.10",
    observable: shownAt("/info", ["Labels"], asSet),
    doc: "Labels of the engine, shown by `docker info` and usable in Swarm placement constraints.",
    example: { region: "eu", role: "web" },
  },
  {
    key: "live-restore",
    flags: ["--live-restore"],
    type: boolean,
    since: "1.12",
    default: false,
    reloadSince: "1.12",
    observable: shownAt("/info", ["LiveRestoreEnabled"]),
    doc: "Keeps containers running while the engine is stopped or restarted. Not for members of a Swarm.",
    example: true,
  },
  {
    key: "pidfile",
    flags: ["--pidfile", "-p"],
    type: text(absolutePath),
    since: "1.10",
    default: "/var/run/docker.pid",
    doc: "Where the engine writes its process id.",
    example: "/run/docker.pid",
  },
  {
    key: "selinux-enabled",
    flags: ["--selinux-enabled"],
    type: boolean,
    since: "1.10",
    default: false,
    doc: "Confines containers by SELinux, where the host has it switched on.",
    example: true,
  },
];
