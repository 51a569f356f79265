import { listener, refersTo } from "./host-references";
import { asSet, shownAt } from "./observables";
import type { Option } from "../option";
import { absolutePath } from "../types/paths";
import { listenAddress } from "../types/places";
import { member } from "../types/structure";
import { assignments, boolean, integer, text, textThat } from "../types/basic";

const RESERVED_LABEL = /^(com\.docker|io\.docker|org\.dockerproject)\./i;

function labelFailure(name: string): string | undefined {
  if (name === "") return "a label must have a name; write { name: value }";
  if (name.includes("=")) return "a label's name can't contain \"=\"; move the rest into the value";
  if (RESERVED_LABEL.test(name)) {
    return "the namespaces com.docker.*, io.docker.* and org.dockerproject.* are reserved by Docker; use another name";
  }
  return undefined;
}

const ZERO_IS_DEFAULT = "the engine treats 0 as its default; write a larger number, or leave it out";

const SECONDS = "isn't a whole number of seconds; write it as in 60";

const namespace = textThat((name) =>
  /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(name)
    ? undefined
    : "isn't a containerd namespace; write letters and digits, with single dots, dashes or underscores between them",
);

/** Options of the engine as a whole. */
export const daemon: readonly Option[] = [
  {
    key: "labels",
    flags: [{ name: "--label", since: "1.4" }],
    type: assignments(labelFailure),
    since: "1.10",
    default: [],
    reloadSince: "1.10",
    whenRemoved: "kept",
    // The engine keeps labels in a map: order and duplicates are lost; an empty list is null or [].
    observable: shownAt("/info", ["Labels"], asSet),
    doc: "Labels of the engine, as `docker info` shows them and Swarm placement constraints use them.",
    example: { region: "eu", role: "web" },
  },
  {
    key: "live-restore",
    flags: [{ name: "--live-restore" }],
    type: boolean,
    since: "1.12",
    default: false,
    reloadSince: "1.12",
    whenRemoved: "kept",
    observable: shownAt("/info", ["LiveRestoreEnabled"]),
    cis: { id: "2.15", advice: "true, unless the host is in a Swarm" },
    doc: "Keeps containers running while the engine is stopped or restarted. It is incompatible with Swarm mode.",
    example: true,
  },
  {
    key: "shutdown-timeout",
    flags: [{ name: "--shutdown-timeout" }],
    type: integer(-1, ZERO_IS_DEFAULT, SECONDS),
    since: "1.13",
    default: 15,
    reloadSince: "1.13",
    whenRemoved: "kept",
    doc: "Timeout in seconds for containers to stop when the engine shuts down, after which they are killed. -1 waits indefinitely.",
    example: 60,
  },
  {
    key: "default-stop-timeout",
    flags: [{ name: "--default-stop-timeout" }],
    type: integer(0, undefined, SECONDS),
    since: "29.7",
    default: 10,
    reloadSince: "29.7",
    whenRemoved: "kept",
    doc: "Default timeout in seconds for a container to stop before it is killed.",
    example: 30,
  },
  {
    key: "exec-root",
    flags: [{ name: "--exec-root" }],
    type: text(absolutePath),
    since: "1.10",
    default: "/var/run/docker",
    doc: "Directory of the engine's runtime state. It must be on a file system that is emptied at boot, such as /run.",
    example: "/run/docker",
  },
  {
    key: "pidfile",
    flags: [
      { name: "--pidfile", since: "0.8" },
      { name: "-p", since: "0.1.5" },
    ],
    type: text(absolutePath),
    since: "1.10",
    default: "/var/run/docker.pid",
    doc: "Path of the file with the engine's process id.",
    example: "/run/docker.pid",
  },
  {
    key: "containerd",
    flags: [{ name: "--containerd" }],
    type: text(absolutePath),
    since: "1.11",
    default: null,
    observable: shownAt("/info", ["Containerd", "Address"], undefined, { since: "27.0" }),
    overridden: ({ features }) => member(features, "embedded-containerd") === true,
    hazards: ["hides-data"],
    references: refersTo("socket"),
    doc: "Path of the containerd socket to use. By default the engine uses the system's containerd, or starts its own if there is none.",
    example: "/run/containerd/containerd.sock",
  },
  {
    key: "containerd-namespace",
    flags: [{ name: "--containerd-namespace" }],
    type: text(namespace),
    since: "19.03.3",
    default: "moby",
    hazards: ["hides-data"],
    doc: "Containerd namespace of the engine's containers. Containers in another namespace are hidden.",
    example: "moby-blue",
  },
  {
    key: "cri-containerd",
    flags: [{ name: "--cri-containerd" }],
    type: boolean,
    since: "18.09",
    default: false,
    doc: "Enables the CRI plugin (Kubernetes) of a containerd that the engine starts itself.",
    example: true,
  },
  {
    key: "experimental",
    flags: [{ name: "--experimental" }],
    type: boolean,
    since: "1.13",
    default: false,
    observable: shownAt("/info", ["ExperimentalBuild"]),
    cis: { id: "2.18", advice: "false" },
    doc: "Enables experimental features: among others metricsAddr before 20.10, and ip6tables before 27.0.",
    example: true,
  },
  {
    key: "metrics-addr",
    flags: [{ name: "--metrics-addr" }],
    type: text(listenAddress),
    since: "1.13",
    default: null,
    references: listener,
    doc: "Address and port of the Prometheus metrics endpoint, which has no authentication. Engines before 20.10 require experimental, too.",
    example: "127.0.0.1:9323",
  },
  {
    key: "rootless",
    flags: [{ name: "--rootless" }],
    type: boolean,
    since: "19.03",
    default: false,
    doc: "Enables rootless mode, for an engine that RootlessKit runs without root. RootlessKit's own scripts set it.",
    example: false,
  },
];
