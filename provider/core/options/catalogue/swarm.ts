import { isJsonObject, type Json, jsonAt } from "../../json";
import { asSet } from "./observables";
import type { Observable, Option } from "../option";
import { isText, stringList, text, textThat } from "../types/basic";

const resource = textThat((entry) =>
  /^[^=\s]+=[^=\s]+$/.test(entry)
    ? undefined
    : 'isn\'t a resource with its value; write "gpu=4" or "gpu=UUID1"',
);

const advertised = textThat((place) =>
  place === "" || /[\s/]/.test(place)
    ? "isn't an address or a network interface; write it as in 10.0.0.11 or eth1"
    : undefined,
);

/** A node's resources as daemon.json has them: `gpu=4`, `gpu=UUID1`. */
const genericResources: Observable = {
  endpoint: "/info",
  field: "GenericResources",
  read: (info) => {
    const all = jsonAt(info, ["GenericResources"]);
    return (Array.isArray(all) ? (all as Json[]) : []).flatMap((entry) =>
      isJsonObject(entry) ? Object.values(entry).flatMap(written) : [],
    );
  },
  normalise: asSet,
};

function written(spec: Json): string[] {
  const [kind, value] = [jsonAt(spec, ["Kind"]), jsonAt(spec, ["Value"])];
  return isText(kind) && (isText(value) || typeof value === "number") ? [`${kind}=${value}`] : [];
}

/** Defaults for Swarm mode. */
export const swarm: readonly Option[] = [
  {
    key: "swarm-default-advertise-addr",
    flags: [{ name: "--swarm-default-advertise-addr" }],
    type: text(advertised),
    since: "1.12",
    default: null,
    doc: "Default address or network interface that the node advertises to a Swarm, for `docker swarm init` and `docker swarm join`.",
    example: "10.0.0.11",
  },
  {
    key: "node-generic-resources",
    flags: [
      { name: "--node-generic-resource", since: "17.12" },
      { name: "--node-generic-resources", since: "17.09", removed: "17.12" },
    ],
    type: stringList(resource),
    since: "17.12.1",
    gaps: [["18.01", "18.02"]],
    default: [],
    observable: genericResources,
    doc: "Generic resources of the node that Swarm services can reserve: a quantity (gpu=4), or named resources (gpu=UUID1).",
    example: ["gpu=UUID1", "gpu=UUID2"],
  },
];
