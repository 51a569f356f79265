import { isJsonObject, type Json, jsonAt, textAt } from "../json";

/** A container as GET /containers/ID/json reports it. */
export interface Container {
  readonly name: string;
  readonly running: boolean;
  /** HostConfig.RestartPolicy.Name: `no`, `on-failure`, `always` or `unless-stopped`. */
  readonly restartPolicy: string;
  /** Whether it is removed when it ends (`docker run --rm`). */
  readonly isRemoved: boolean;
  /** Whether an entry of its /etc/hosts has the address `host-gateway`. */
  readonly usesHostGateway: boolean;
}

/** Returns the ids in an answer to GET /containers/json. @throws TypeError if it is not a list of containers */
export function containerIds(answer: Json): readonly string[] {
  if (!Array.isArray(answer)) throw new TypeError("GET /containers/json doesn't report a list");
  return (answer as Json[]).map((container) => {
    const id = jsonAt(container, ["Id"]);
    if (typeof id !== "string" || !/^[0-9a-f]{1,128}$/.test(id))
      throw new TypeError("GET /containers/json reports a container without an id");
    return id;
  });
}

/** Parses the answers to GET /containers/ID/json. Null is a container that was removed meanwhile. */
export const containersIn = (answers: readonly Json[]): readonly Container[] =>
  answers.filter(isJsonObject).map((answer) => ({
    name: (textAt(answer, ["Name"]) ?? "").replace(/^\//, ""),
    running: jsonAt(answer, ["State", "Running"]) === true,
    restartPolicy: textAt(answer, ["HostConfig", "RestartPolicy", "Name"]) || "no",
    isRemoved: jsonAt(answer, ["HostConfig", "AutoRemove"]) === true,
    usesHostGateway: extraHosts(answer).some((entry) => /[:=]host-gateway$/.test(entry)),
  }));

function extraHosts(answer: Json): readonly string[] {
  const entries = jsonAt(answer, ["HostConfig", "ExtraHosts"]);
  return Array.isArray(entries) ? entries.map(String) : [];
}

/** Returns the number of volumes in an answer to GET /volumes. @throws TypeError if it has no list */
export function volumeCount(answer: Json): number {
  const volumes = jsonAt(answer, ["Volumes"]);
  if (volumes === null) return 0;
  if (!Array.isArray(volumes)) throw new TypeError("GET /volumes doesn't report a list");
  return volumes.length;
}
