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
  if (name !== "native.cgroupdriver")
    return "is unknown; write native.cgroupdriver, the only option on Linux";
  return value === "systemd" || value === "cgroupfs"
    ? undefined
    : "isn't a cgroup driver; write native.cgroupdriver=systemd or native.cgroupdriver=cgroupfs";
});

/** Returns the cgroup driver in exec-opts, the only part that the engine reports. */
const cgroupDriver = (value: Json): Json =>
  isTextList(value) ? (readAssignments(value)?.["native.cgroupdriver"] ?? null) : value;

const runtimeFields: readonly Field[] = [
  {
    key: "path",
    type: text(program),
    doc: "OCI runtime binary: a path, or a name that is looked up in PATH.",
  },
  {
    key: "runtimeArgs",
    type: stringList(),
    doc: "Arguments for the runtime binary, before all others. Only with path.",
  },
  {
    key: "runtimeType",
    type: text(),
    since: "24.0",
    doc: "Containerd shim to use in place of path: its type, as in io.containerd.runsc.v1, or its path.",
  },
  {
    key: "options",
    type: structure([], { others: anyValue }),
    since: "24.0",
    doc: "Options of the containerd shim. Only with runtimeType.",
  },
];

const runtime = structure(runtimeFields, {
  rule: ({ path, runtimeArgs, runtimeType, options }) => {
    if (path === undefined && runtimeType === undefined)
      return [
        { at: "path", reason: "required, unless runtimeType is set; write the runtime's path on the host" },
      ];
    if (path !== undefined && runtimeType !== undefined)
      return [{ at: "runtimeType", reason: "conflicts with path; leave one of them out" }];
    if (runtimeType !== undefined && runtimeArgs !== undefined)
      return [{ at: "runtimeArgs", reason: "only applies to path; with runtimeType write options" }];
    if (path !== undefined && options !== undefined)
      return [{ at: "options", reason: "only applies to runtimeType; with path write runtimeArgs" }];
    return [];
  },
});

/** The names of built-in runtimes. */
const BUILT_IN = ["runc", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux"];

export const isBuiltIn = (name: string): boolean => BUILT_IN.includes(name);

/** Whether a name is a containerd shim, which requires no declaration since 23.0: `io.containerd.runsc.v1`, or a path. */
export const isShim = (name: string): boolean =>
  /^io\.containerd\.[^.]+\.v\d+$/.test(name) || name.startsWith("/");

function runtimeNameFailure(name: string): string | undefined {
  return BUILT_IN.includes(name) ? "is the name of a built-in runtime; use another name" : undefined;
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

/** Returns each runtime's binary or shim by its name, without the built-in ones. */
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
    : `isn't a ulimit of Linux; write one of ${ULIMITS.replace(/ /g, ", ")}`;
}

const limit = (doc: string) => ({ type: integer(-1), doc });

const ulimit = structure(
  [
    { key: "soft", ...limit("Soft limit, which applies at the start; -1 is unlimited.") },
    { key: "hard", ...limit("Hard limit, which the soft limit can be raised to; -1 is unlimited.") },
  ],
  {
    required: ["soft", "hard"],
    rule: ({ soft, hard }) => {
      const over = Number(hard) !== -1 && (Number(soft) === -1 || Number(soft) > Number(hard));
      return over
        ? [
            {
              at: "soft",
              reason: `exceeds the hard limit; write ${Number(hard)} or less, or raise the hard limit`,
            },
          ]
        : [];
    },
  },
);

/** `nofile=1024:2048`; without a hard limit, the soft one is used for both. */
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
    { key: "enable", type: boolean, default: false, doc: "Enables NRI plugins." },
    { key: "plugin-path", type: text(absolutePath), doc: "Directory of the plugins that the engine starts." },
    {
      key: "plugin-config-path",
      type: text(absolutePath),
      doc: "Directory of the configuration of NRI plugins.",
    },
    {
      key: "socket-path",
      type: text(absolutePath),
      doc: "Path of the socket that external NRI plugins connect to.",
    },
  ],
  {
    flag: {
      takes: "value",
      // One line of name=value, separated by commas.
      read: (values) =>
        mapped(readAssignments((values.at(-1) ?? "").split(",")) ?? { "": "" }, (value, name) => {
          if (name === "" || !isText(value)) return undefined;
          return name === "enable" ? readBoolean(value) : value;
        }),
    },
  },
);

const realTime = (doc: string): string =>
  `${doc} Requires cgroup v1 and a kernel with real-time group scheduling.`;

const cgroupParent = textThat((name) =>
  name === "" ? "is empty; write a cgroup's name, or leave it out" : undefined,
);

/** Runtimes, and defaults for running containers. */
export const runtimes: readonly Option[] = [
  {
    key: "exec-opts",
    flags: [{ name: "--exec-opt" }],
    type: stringList(execOption),
    since: "1.10",
    default: [],
    observable: shownAt("/info", ["CgroupDriver"], cgroupDriver),
    doc: "Sets the cgroup driver: native.cgroupdriver=systemd or native.cgroupdriver=cgroupfs. Running containers keep their driver.",
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
    doc: "Parent cgroup of containers. With the systemd cgroup driver it must be a slice, as in docker.slice.",
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
    doc: "Default OCI runtime of containers: a name in runtimes, or a built-in one.",
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
    doc: "Additional OCI runtimes by name, for `docker run --runtime`.",
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
    doc: "Default ulimits of containers, by name.",
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
    doc: 'Default size of /dev/shm in containers, as in "256M".',
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
    doc: "Default IPC mode of containers: private, or shareable with other containers.",
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
    doc: "Default cgroup namespace mode of containers: private or host. If unset, the engine uses private with cgroup v2, and host with cgroup v1.",
    example: "private",
  },
  {
    key: "init",
    flags: [{ name: "--init" }],
    type: boolean,
    since: "1.13",
    default: false,
    appliesTo: "new containers",
    doc: "Runs an init process in containers that forwards signals and reaps processes.",
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
    doc: "Init binary for containers (`init`): a path, or a name that is looked up in PATH.",
    example: "/usr/bin/docker-init",
  },
  {
    key: "cpu-rt-period",
    flags: [{ name: "--cpu-rt-period" }],
    type: integer(0),
    since: "1.13",
    default: 0,
    doc: realTime("CPU real-time period of all containers together, in microseconds."),
    example: 1000000,
  },
  {
    key: "cpu-rt-runtime",
    flags: [{ name: "--cpu-rt-runtime" }],
    type: integer(0),
    since: "1.13",
    default: 0,
    doc: realTime("CPU real-time runtime of all containers together in each cpuRtPeriod, in microseconds."),
    example: 950000,
  },
  {
    key: "cdi-spec-dirs",
    flags: [{ name: "--cdi-spec-dir" }],
    type: stringList(),
    since: "25.0",
    default: null,
    doc: "Directories of Container Device Interface (CDI) specifications. Engines before 28.2 require features.cdi, too.",
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
    doc: "Configures Node Resource Interface (NRI) plugins, which can adjust containers when they are created.",
    example: { enable: true, "plugin-path": "/opt/nri/plugins" },
  },
];
