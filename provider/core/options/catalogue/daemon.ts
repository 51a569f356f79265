import { listener, refersTo } from "./host-references";
import { asSet, shownAt } from "./observables";
import type { Option } from "../option";
import { absolutePath } from "../types/paths";
import { listenAddress } from "../types/places";
import { member } from "../types/structure";
import { assignments, boolean, integer, text, textThat } from "../types/basic";

const RESERVED_LABEL = /^(com\.docker|io\.docker|org\.dockerproject)\./i;

function labelFailure(name: string): string | undefined {
  if (name === "") return "a label needs a name; write { name: value }";
  if (name.includes("=")) return 'a label\'s name has no "="; what follows it belongs in the value';
  if (RESERVED_LABEL.test(name)) {
    return "the namespaces com.docker.*, io.docker.* and org.dockerproject.* are Docker's own; choose another name";
  }
  return undefined;
}

const ZERO_IS_DEFAULT = "0 means the default to the engine; write a number above it, or leave it out";

const SECONDS = "isn't a whole number of seconds; write it as in 60";

const namespace = textThat((name) =>
  /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(name)
    ? undefined
    : "isn't a namespace of containerd; write letters and digits, with single dots, dashes or underscores between them",
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
    // The engine keeps labels in a map: order and duplicates are lost, none at all is null or [].
    observable: shownAt("/info", ["Labels"], asSet),
    doc: "Labels of the engine, shown by `docker info` and usable in Swarm placement constraints.",
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
    doc: "Keeps containers running while the engine is stopped or restarted. Not for members of a Swarm.",
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
    doc: "How many seconds a stopping engine waits for its containers before it kills them. -1 waits as long as they take.",
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
    doc: "How many seconds a container gets to stop before it is killed, where neither it nor the request says so.",
    example: 30,
  },
  {
    key: "exec-root",
    flags: [{ name: "--exec-root" }],
    type: text(absolutePath),
    since: "1.10",
    default: "/var/run/docker",
    doc: "The folder of what the engine keeps of running containers. It belongs on a file system that is empty after a boot.",
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
    doc: "Where the engine writes its process id.",
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
    doc: "The socket of the containerd to use. Without it the engine takes the system's, and starts its own where there is none.",
    example: "/run/containerd/containerd.sock",
  },
  {
    key: "containerd-namespace",
    flags: [{ name: "--containerd-namespace" }],
    type: text(namespace),
    since: "19.03.3",
    default: "moby",
    hazards: ["hides-data"],
    doc: "The namespace in containerd that holds the engine's containers. Those of another one are no longer seen.",
    example: "moby-blue",
  },
  {
    key: "cri-containerd",
    flags: [{ name: "--cri-containerd" }],
    type: boolean,
    since: "18.09",
    default: false,
    doc: "Has a containerd that the engine starts itself serve Kubernetes' runtime interface as well.",
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
    doc: "Switches on what an engine counts as experimental: metricsAddr before 20.10, ip6tables before 27.0.",
    example: true,
  },
  {
    key: "metrics-addr",
    flags: [{ name: "--metrics-addr" }],
    type: text(listenAddress),
    since: "1.13",
    default: null,
    references: listener,
    doc: "Where the engine offers its metrics to Prometheus, to whoever asks. Engines before 20.10 need experimental for it.",
    example: "127.0.0.1:9323",
  },
  {
    key: "rootless",
    flags: [{ name: "--rootless" }],
    type: boolean,
    since: "19.03",
    default: false,
    doc: "Rootless mode, for an engine that RootlessKit runs without root. It needs no declaration there.",
    example: false,
  },
];
