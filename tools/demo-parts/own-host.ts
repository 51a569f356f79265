/** The facts that `look.sh` reports of one of the user's own hosts. */
export interface HostFacts {
  readonly version: string;
  /** The number of running containers. */
  readonly containers: number;
  readonly liveRestore: boolean;
  /** Whether dockerd's command line sets labels, too. */
  readonly labelFlag: boolean;
  /** The text of daemon.json, "" if it does not exist. */
  readonly file: string;
  /** The text of the provider's manifest, "" if it does not exist. */
  readonly record: string;
}

/** Parses the output of `look.sh`: one line for each fact, a name and a value. */
export function parseHostFacts(text: string): HostFacts {
  const value = (name: string): string => new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1] ?? "";
  const decoded = (name: string): string => Buffer.from(value(name), "base64").toString();
  return {
    version: value("version"),
    containers: Number(value("containers")),
    liveRestore: value("liveRestore") === "true",
    labelFlag: value("labelFlag") === "yes",
    file: decoded("file"),
    record: decoded("record"),
  };
}

/** The reason why a host can't take part, or its description. */
export type HostVerdict = { readonly refusal: string } | { readonly note: string };

/**
 * Decides whether the demo can set a label on a host and remove it again without an effect on containers. Removing all
 * labels from daemon.json requires a restart: the engine keeps a removed key's value over a reload.
 */
export function judge(facts: HostFacts, urn: string): HostVerdict {
  if (facts.version === "") return { refusal: "its engine doesn't answer `docker version`" };
  const owner = (parsed(facts.record) as { urn?: string } | undefined)?.urn;
  if (owner !== undefined && owner !== urn)
    return { refusal: `it is already managed by another resource: ${owner}` };
  const file = facts.file === "" ? {} : parsed(facts.file);
  if (typeof file !== "object" || file === null) return { refusal: "its daemon.json isn't JSON" };
  if (facts.labelFlag) {
    return {
      refusal: "its dockerd has --label on its command line, so labels in daemon.json require a restart",
    };
  }
  const own = labelsOf(file).filter((label) => !label.startsWith("pulumi-dockerd-demo-"));
  const containers = `${facts.containers} running container${facts.containers === 1 ? "" : "s"}`;
  const start = `Docker ${facts.version}, ${containers}`;
  // Labels that an earlier demo left are not the host's own.
  if (own.length > 0 || (facts.record === "" && Object.hasOwn(file, "labels"))) return { note: start };
  if (facts.containers > 0 && !facts.liveRestore) {
    return {
      refusal:
        `its daemon.json has no "labels", so removing the demo's labels restarts the engine, which stops ` +
        `${containers}; add "labels": [] to it, or enable live-restore, and reload`,
    };
  }
  const why = facts.containers === 0 ? "" : ", which live-restore keeps";
  return {
    note: `${start}${why}; the engine is restarted at the end, because its daemon.json has no "labels"`,
  };
}

const labelsOf = (file: { labels?: unknown }): string[] =>
  Array.isArray(file.labels) ? file.labels.map(String) : [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
