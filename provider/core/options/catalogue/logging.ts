import { LOCAL_LOG_OPTIONS } from "./drivers";
import { filesOfLogOptions, logPlugin } from "./host-references";
import { shownAt } from "./observables";
import type { Option } from "../option";
import { boolean, oneOf, stringMap, text, textThat } from "../types/basic";

const driver = textThat((name) =>
  name === "" ? 'is empty; write a driver\'s name, as in "local", or leave it out' : undefined,
);

/** The engine's own log, and the default logging driver of containers. */
export const logging: readonly Option[] = [
  {
    key: "debug",
    flags: [
      { name: "--debug", since: "0.8" },
      { name: "-D", since: "0.1.0" },
    ],
    type: boolean,
    since: "1.10",
    default: false,
    reloadSince: "1.11",
    whenRemoved: "kept",
    observable: shownAt("/info", ["Debug"]),
    doc: "Enables debug mode: the engine logs debug messages.",
    example: true,
  },
  {
    key: "log-level",
    flags: [
      { name: "--log-level", since: "1.4" },
      { name: "-l", since: "1.4" },
    ],
    type: oneOf("trace", "debug", "info", "warn", "error", "fatal", "panic"),
    since: "1.10",
    default: "info",
    cis: { id: "2.3", advice: '"info"' },
    doc: "Minimum level of the messages in the engine's own log.",
    example: "warn",
  },
  {
    key: "log-format",
    flags: [{ name: "--log-format" }],
    type: oneOf("text", "json"),
    since: "25.0",
    default: "text",
    doc: "Format of the engine's own log: text or JSON lines.",
    example: "json",
  },
  {
    key: "raw-logs",
    flags: [{ name: "--raw-logs" }],
    type: boolean,
    since: "1.11",
    default: false,
    doc: "Writes the engine's own log with full timestamps and without colors.",
    example: true,
  },
  {
    key: "log-driver",
    flags: [{ name: "--log-driver" }],
    type: text(driver),
    since: "1.10",
    default: "json-file",
    appliesTo: "new containers",
    observable: shownAt("/info", ["LoggingDriver"]),
    cis: { id: "2.13", advice: "a driver that sends logs to another machine" },
    references: logPlugin,
    doc: "Default logging driver of containers: json-file, local, journald, syslog, none, or a plugin, among others.",
    example: "local",
  },
  {
    key: "log-opts",
    flags: [{ name: "--log-opt" }],
    type: stringMap,
    since: "1.10",
    default: {},
    appliesTo: "new containers",
    sensitive: true,
    plainEntries: LOCAL_LOG_OPTIONS,
    cis: { id: "2.13", advice: "the remote log server" },
    references: filesOfLogOptions,
    doc: "Default log options of containers, for the default logging driver. Values are strings, numbers as well.",
    example: { "max-size": "10m", "max-file": "3" },
  },
];
