import { shownAt } from "./observables";
import type { Option } from "./option";
import { boolean, oneOf, stringMap, text } from "./types";

/** What the engine logs of itself, and how containers' logs are kept. */
export const logging: readonly Option[] = [
  {
    key: "debug",
    flags: ["--debug", "-D"],
    type: boolean,
    since: "1.10",
    default: false,
    reloadSince: "1.11",
    observable: shownAt("/info", ["Debug"]),
    doc: "Makes the engine log debug messages.",
    example: true,
  },
  {
    key: "log-level",
    flags: ["--log-level", "-l"],
    type: oneOf("debug", "info", "warn", "error", "fatal"),
    since: "1.10",
    default: "info",
    doc: "The least important messages that the engine logs of itself.",
    example: "warn",
  },
  {
    key: "log-driver",
    flags: ["--log-driver"],
    type: text(),
    since: "1.10",
    default: "json-file",
    appliesTo: "new containers",
    observable: shownAt("/info", ["LoggingDriver"]),
    doc: "The logging driver of containers that name none: json-file, local, journald, syslog, none or another one.",
    example: "local",
  },
  {
    key: "log-opts",
    flags: ["--log-opt"],
    type: stringMap,
    since: "1.10",
    default: {},
    appliesTo: "new containers",
    doc: "Options of the default logging driver. Values are strings, numbers too.",
    example: { "max-size": "10m", "max-file": "3" },
  },
];
