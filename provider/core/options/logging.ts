import type { Option } from "./option";
import { boolean, stringMap } from "./types";

/** What the engine logs of itself, and how containers' logs are kept. */
export const logging: readonly Option[] = [
  {
    key: "debug",
    flags: ["--debug", "-D"],
    type: boolean,
    since: "1.10",
    default: false,
    reloadSince: "1.11",
    observable: { endpoint: "/info", path: ["Debug"], normalise: (value) => value },
    doc: "Makes the engine log debug messages.",
    example: true,
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
