import type { Field, Option } from "../option";
import { structure } from "../types/structure";
import { boolean, isText, mapped, readBoolean } from "../types/basic";

/** Only BuildKit's is looked at again at a SIGHUP. */
const fields: readonly Field[] = [
  {
    key: "buildkit",
    type: boolean,
    since: "18.09",
    default: true,
    reloadSince: "18.09",
    doc: "Offers BuildKit to clients as the builder to use. From 23.0 on it is the default on Linux.",
  },
  {
    key: "containerd-snapshotter",
    type: boolean,
    since: "24.0",
    default: null,
    hazards: ["hides-data"],
    doc: "Keeps images in containerd. From 29.0 on that is the default of an empty data root. What the other store keeps is hidden.",
  },
  {
    key: "cdi",
    type: boolean,
    since: "25.0",
    default: true,
    doc: "Devices by the Container Device Interface. Before 28.2 it is off by default.",
  },
  {
    key: "containerd-migration",
    type: boolean,
    since: "29.0",
    default: false,
    hazards: ["hides-data"],
    doc: "Moves images of the old store into containerd at the engine's start, where there are no containers. There is no way back.",
  },
  {
    key: "time-namespaces",
    type: boolean,
    since: "29.5",
    default: true,
    doc: "Gives containers a time namespace of their own.",
  },
  {
    key: "swarm-nftables",
    type: boolean,
    since: "29.6",
    default: false,
    doc: "Allows a Swarm together with nftables as the firewall's backend.",
  },
  {
    key: "embedded-containerd",
    type: boolean,
    since: "29.7",
    default: false,
    hazards: ["hides-data"],
    doc: "Runs containerd inside of the engine, experimentally, whatever `containerd` says.",
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

/** Parts of the engine that can be switched one by one. */
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
    doc: "Parts of the engine that are switched on or off by name. The engine takes any name, also one that nothing listens to.",
    example: { "containerd-snapshotter": false, cdi: true },
  },
];
