import { type Json, isJsonObject, type JsonObject } from "../../json";
import { openFiles, programsOfRuntimes, refersTo } from "./host-references";
import { shownAt } from "./observables";
import type { Field, Option } from "../option";
import { absolutePath, program } from "../types/paths";
import { size } from "../types/quantities";
import { mapOf, member, structure } from "../types/structure";
import {
  anyValue,
  asGoMembers,
  boolean,
  integer,
  isText,
  isTextList,
  mapped,
  oneOf,
  readAssignments,
  readBoolean,
  stringList,
  text,
  textThat,
} from "../types/basic";

const execOption = textThat((entry) => {
  const [name, value] = [entry.split("=")[0], entry.slice(entry.indexOf("=") + 1)];
  if (!entry.includes("=")) return 'isn\'t an option with its value; write "native.cgroupdriver=systemd"';
  if (name !== "native.cgroupdriver") return "isn't known; native.cgroupdriver is the only one on Linux";
  return value === "systemd" || value === "cgroupfs"
    ? undefined
    : "isn't a driver of control groups; write native.cgroupdriver=systemd or native.cgroupdriver=cgroupfs";
});

/** What a list of exec-opts says of the driver of control groups, which is all that the engine shows of it. */
const cgroupDriver = (value: Json): Json =>
  isTextList(value) ? (readAssignments(value)?.["native.cgroupdriver"] ?? null) : value;

const runtimeFields: readonly Field[] = [
  {
    key: "path",
    type: text(program),
    doc: "The program, one like runc: its path, or a name that is looked up.",
  },
  {
    key: "runtimeArgs",
    type: stringList(),
    doc: "Arguments that the program gets before others; only with path.",
  },
  {
    key: "runtimeType",
    type: text(),
    since: "24.0",
    doc: "A shim of containerd in place of a path: its type, as in io.containerd.runsc.v1, or its path.",
  },
  {
    key: "options",
    type: structure([], { others: anyValue }),
    since: "24.0",
    doc: "Options that the shim's own documentation tells of; only with runtimeType.",
  },
];

const runtime = structure(runtimeFields, {
  rule: ({ path, runtimeArgs, runtimeType, options }) => {
    if (path === undefined && runtimeType === undefined)
      return [{ at: "path", reason: "needed, or runtimeType; write the runtime's path on the host" }];
    if (path !== undefined && runtimeType !== undefined)
      return [{ at: "runtimeType", reason: "can't stand beside path; leave one of them out" }];
    if (runtimeType !== undefined && runtimeArgs !== undefined)
      return [{ at: "runtimeArgs", reason: "goes with path only; write options for a runtimeType" }];
    if (path !== undefined && options !== undefined)
      return [{ at: "options", reason: "goes with runtimeType only; write runtimeArgs for a path" }];
    return [];
  },
});

/** The names that an engine has by itself. */
const BUILT_IN = ["runc", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux"];

export const isBuiltIn = (name: string): boolean => BUILT_IN.includes(name);

/** A shim of containerd, which needs no declaration since 23.0: `io.containerd.runsc.v1`, or a path. */
export const isShim = (name: string): boolean =>
  /^io\.containerd\.[^.]+\.v\d+$/.test(name) || name.startsWith("/");

function runtimeNameFailure(name: string): string | undefined {
  return BUILT_IN.includes(name) ? "is the engine's own name; choose another one" : undefined;
}

const memberOfRuntime = (entry: Json, name: string): Json | undefined =>
  isJsonObject(entry)
    ? member(
        asGoMembers(
          entry,
          runtimeFields.map(({ key }) => key),
        ),
        name,
      )
    : undefined;

/** Each runtime's program or shim by its name, without those that the engine has by itself. */
const asRuntimes = (value: Json): Json =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !BUILT_IN.includes(name))
          .map(([name, entry]) => [
            name,
            typeof entry === "string"
              ? entry
              : (memberOfRuntime(entry, "path") ??
                memberOfRuntime(entry, "runtimeType") ??
                "as the engine has it"),
          ]),
      )
    : value;

const ULIMITS =
  "as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack";

function ulimitNameFailure(name: string): string | undefined {
  return ULIMITS.split(" ").includes(name)
    ? undefined
    : `isn't a limit of Linux; write one of ${ULIMITS.replace(/ /g, ", ")}`;
}

const limit = (doc: string) => ({ type: integer(-1), doc });

const ulimit = structure(
  [
    { key: "soft", ...limit("What a process begins with; -1 is without limit.") },
    { key: "hard", ...limit("Up to where it may raise it; -1 is without limit.") },
  ],
  {
    needed: ["soft", "hard"],
    rule: ({ soft, hard }) => {
      const over = Number(hard) !== -1 && (Number(soft) === -1 || Number(soft) > Number(hard));
      return over
        ? [
            {
              at: "soft",
              reason: `is above the hard limit; write ${Number(hard)} or less, or a higher hard one`,
            },
          ]
        : [];
    },
  },
);

/** `nofile=1024:2048`; the hard limit is the soft one where it isn't given. */
function readUlimits(values: readonly string[]): Json | undefined {
  const entries = values.map((value) => /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(value));
  if (!entries.every((entry) => entry !== null)) return undefined;
  return Object.fromEntries(
    entries.map(([, name = "", soft = "", hard = soft]) => [
      name,
      { Name: name, Hard: Number(hard), Soft: Number(soft) },
    ]),
  );
}

const isInteger = (value: Json | undefined): value is number => Number.isInteger(value);

const renamed = (name: string, value: Json | undefined): JsonObject =>
  value === undefined ? {} : { [name]: value };

const ulimits = mapOf(ulimit, { takes: "values", read: readUlimits }, ulimitNameFailure, {
  toFile: (name, value) => ({
    Name: name,
    ...renamed("Hard", member(value, "hard")),
    ...renamed("Soft", member(value, "soft")),
  }),
  fromFile: (name, value) => {
    const members = isJsonObject(value) ? asGoMembers(value, ["Name", "Hard", "Soft"]) : undefined;
    const { Name, Hard, Soft, ...others } = members ?? {};
    const complete = Name === name && isInteger(Hard) && isInteger(Soft) && Object.keys(others).length === 0;
    return complete ? { soft: Soft, hard: Hard } : undefined;
  },
  jsonSchema: () => ({
    type: "object",
    properties: { Name: { type: "string" }, Hard: { type: "integer" }, Soft: { type: "integer" } },
    required: ["Name", "Hard", "Soft"],
    additionalProperties: false,
  }),
});

const nri = structure(
  [
    { key: "enable", type: boolean, default: false, doc: "Whether plugins of NRI may join." },
    { key: "plugin-path", type: text(absolutePath), doc: "The folder of plugins that the engine starts." },
    {
      key: "plugin-config-path",
      type: text(absolutePath),
      doc: "The folder of those plugins' configuration.",
    },
    { key: "socket-path", type: text(absolutePath), doc: "The socket on which other plugins may join." },
  ],
  {
    flag: {
      takes: "value",
      // One line of name=value, parted by commas.
      read: (values) =>
        mapped(readAssignments((values.at(-1) ?? "").split(",")) ?? { "": "" }, (value, name) => {
          if (name === "" || !isText(value)) return undefined;
          return name === "enable" ? readBoolean(value) : value;
        }),
    },
  },
);

const realTime = (doc: string): string =>
  `${doc} Only with version 1 of control groups, and a kernel with real-time scheduling.`;

const cgroupParent = textThat((name) =>
  name === "" ? "is empty; write a group's name, or leave it out" : undefined,
);

/** How containers run. */
export const runtimes: readonly Option[] = [
  {
    key: "exec-opts",
    flags: [{ name: "--exec-opt" }],
    type: stringList(execOption),
    since: "1.10",
    default: [],
    observable: shownAt("/info", ["CgroupDriver"], cgroupDriver),
    doc: "Who makes containers' control groups: native.cgroupdriver=systemd, or =cgroupfs. Containers that run keep theirs.",
    example: ["native.cgroupdriver=systemd"],
  },
  {
    key: "cgroup-parent",
    flags: [{ name: "--cgroup-parent" }],
    type: text(cgroupParent),
    since: "1.10",
    default: null,
    appliesTo: "new containers",
    cis: { id: "2.10", advice: "not set, or a group that was chosen on purpose" },
    doc: "The control group above those of containers. With the systemd driver it is a slice, named as in docker.slice.",
    example: "docker.slice",
  },
  {
    key: "default-runtime",
    flags: [{ name: "--default-runtime" }],
    type: text(),
    since: "1.12",
    default: "runc",
    reloadSince: "1.12",
    whenRemoved: "kept",
    appliesTo: "new containers",
    observable: shownAt("/info", ["DefaultRuntime"]),
    doc: "The runtime of containers that name none: one of runtimes, or one that the engine brings.",
    example: "runc",
  },
  {
    key: "runtimes",
    flags: [{ name: "--add-runtime" }],
    besideFlag: true,
    type: mapOf(
      runtime,
      {
        takes: "values",
        read: (values) =>
          mapped(readAssignments(values) ?? { "": null }, (path) => (isText(path) ? { path } : undefined)),
      },
      runtimeNameFailure,
    ),
    since: "1.12",
    default: {},
    reloadSince: "1.12",
    whenRemoved: "kept",
    observable: shownAt("/info", ["Runtimes"], asRuntimes),
    references: programsOfRuntimes,
    doc: "Runtimes by name, beside runc that every engine has. A container asks for one with `docker run --runtime`.",
    example: { runsc: { path: "/usr/local/bin/runsc", runtimeArgs: ["--network=host"] } },
  },
  {
    key: "default-ulimits",
    flags: [{ name: "--default-ulimit" }],
    type: ulimits,
    since: "17.07",
    default: {},
    appliesTo: "new containers",
    cis: { id: "2.8", advice: "limits that suit the host" },
    references: openFiles,
    doc: "Limits of processes in containers that set none themselves, by the names of `ulimit`.",
    example: { nofile: { soft: 1024, hard: 65536 } },
  },
  {
    key: "default-shm-size",
    flags: [{ name: "--default-shm-size" }],
    type: text(size),
    since: "17.04",
    default: "64M",
    reloadSince: "17.04",
    whenRemoved: "kept",
    appliesTo: "new containers",
    doc: "The size of /dev/shm in containers that ask for none.",
    example: "256M",
  },
  {
    key: "default-ipc-mode",
    flags: [{ name: "--default-ipc-mode" }],
    type: oneOf("private", "shareable"),
    since: "17.09",
    default: "private",
    defaultBefore: [{ before: "19.03", value: "shareable" }],
    reloadSince: "17.09",
    whenRemoved: "kept",
    appliesTo: "new containers",
    doc: "Whether other containers may join a container's shared memory and semaphores: private or shareable.",
    example: "shareable",
  },
  {
    key: "default-cgroupns-mode",
    flags: [{ name: "--default-cgroupns-mode" }],
    type: oneOf("private", "host"),
    since: "20.10",
    default: null,
    reloadSince: "20.10",
    whenRemoved: "kept",
    appliesTo: "new containers",
    doc: "Whether a container sees the host's control groups or only its own. By itself: private with version 2 of them, else host.",
    example: "private",
  },
  {
    key: "init",
    flags: [{ name: "--init" }],
    type: boolean,
    since: "1.13",
    default: false,
    appliesTo: "new containers",
    doc: "Runs an init as the first process of containers, which hands on signals and clears away dead processes.",
    example: true,
  },
  {
    key: "init-path",
    flags: [{ name: "--init-path" }],
    type: text(program),
    since: "1.13",
    default: "docker-init",
    observable: shownAt("/info", ["InitBinary"]),
    references: refersTo("program"),
    doc: "The program of that init: its path, or a name that is looked up in PATH.",
    example: "/usr/bin/docker-init",
  },
  {
    key: "cpu-rt-period",
    flags: [{ name: "--cpu-rt-period" }],
    type: integer(0),
    since: "1.13",
    default: 0,
    doc: realTime(
      "The period, in microseconds, of which cpuRtRuntime is the share for real-time tasks of all containers.",
    ),
    example: 1000000,
  },
  {
    key: "cpu-rt-runtime",
    flags: [{ name: "--cpu-rt-runtime" }],
    type: integer(0),
    since: "1.13",
    default: 0,
    doc: realTime("How many microseconds of each period all containers together may run real-time tasks."),
    example: 950000,
  },
  {
    key: "cdi-spec-dirs",
    flags: [{ name: "--cdi-spec-dir" }],
    type: stringList(),
    since: "25.0",
    default: null,
    doc: "Folders with descriptions of devices (Container Device Interface). Engines before 28.2 read them with features.cdi only.",
    example: ["/etc/cdi", "/var/run/cdi"],
  },
  {
    key: "nri-opts",
    flags: [{ name: "--nri-opts" }],
    type: nri,
    since: "29.2",
    default: {},
    reloadSince: "29.2",
    whenRemoved: "reset",
    doc: "Plugins that may adjust containers as they are made (Node Resource Interface).",
    example: { enable: true, "plugin-path": "/opt/nri/plugins" },
  },
];
