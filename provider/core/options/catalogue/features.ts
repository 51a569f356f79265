import type { Field, Option } from "../option";
import { structure } from "../types/structure";
import { boolean, isText, mapped, readBoolean } from "../types/basic";

/** Of these, a SIGHUP reloads only `buildkit`. */
const fields: readonly Field[] = [
  {
    key: "buildkit",
    type: boolean,
    since: "18.09",
    default: true,
    reloadSince: "18.09",
    doc: "Advertises BuildKit to clients as the default builder. On Linux it is enabled by default since 23.0.",
  },
  {
    key: "containerd-snapshotter",
    type: boolean,
    since: "24.0",
    default: null,
    hazards: ["hides-data"],
    doc: "Uses the containerd image store. It is the default for an empty data root since 29.0. Images and containers in the other store are hidden.",
  },
  {
    key: "cdi",
    type: boolean,
    since: "25.0",
    default: true,
    doc: "Enables devices of the Container Device Interface (CDI). Before 28.2 it is disabled by default.",
  },
  {
    key: "containerd-migration",
    type: boolean,
    since: "29.0",
    default: false,
    hazards: ["hides-data"],
    doc: "Migrates images to the containerd image store at the next start, if there are no containers. It can't be reversed.",
  },
  {
    key: "time-namespaces",
    type: boolean,
    since: "29.5",
    default: true,
    doc: "Runs each container in its own time namespace.",
  },
  {
    key: "swarm-nftables",
    type: boolean,
    since: "29.6",
    default: false,
    doc: "Allows Swarm mode with the nftables firewall backend.",
  },
  {
    key: "embedded-containerd",
    type: boolean,
    since: "29.7",
    default: false,
    hazards: ["hides-data"],
    doc: "Runs containerd inside the engine's process and ignores `containerd` (experimental).",
  },
];

/** `--feature cdi`, `--feature cdi=false`. */
function readFeatures(values: readonly string[]): ReturnType<typeof mapped> {
  const pairs = values.map((value): [string, string] => {
    const [name = "", ...rest] = value.split("=");
    return [name, rest.length === 0 ? "true" : rest.join("=")];
  });
  return mapped(Object.fromEntries(pairs), (value) => (isText(value) ? readBoolean(value) : undefined));
}

/** Feature flags of the engine. */
export const features: readonly Option[] = [
  {
    key: "features",
    flags: [{ name: "--feature", since: "27.3" }],
    type: structure(fields, {
      ownership: "entry",
      others: boolean,
      flag: { takes: "values", read: readFeatures },
    }),
    since: "18.09",
    default: {},
    doc: "Enables or disables features of the engine by name. The engine ignores unknown names.",
    example: { "containerd-snapshotter": false, cdi: true },
  },
];
