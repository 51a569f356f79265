/** What `look.sh` found on one of the user's own hosts. */
export interface HostFacts {
  readonly version: string;
  /** How many containers run. */
  readonly containers: number;
  readonly liveRestore: boolean;
  /** Whether dockerd's command line sets labels, too. */
  readonly labelFlag: boolean;
  /** Of daemon.json, "" where there is none. */
  readonly file: string;
  /** Of our record on the host, "" where there is none. */
  readonly record: string;
}

/** The answer of `look.sh`: a line each, a name and a value. */
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

/** Why the demo leaves a host alone, or in what it will be seen there. */
export type HostVerdict = { readonly refusal: string } | { readonly note: string };

/**
 * Whether the demo can set a label on a host and take it away again without a container noticing. Labels that leave
 * daemon.json altogether take a restart: the engine keeps a key's old value over a reload.
 */
export function judge(facts: HostFacts, urn: string): HostVerdict {
  if (facts.version === "") return { refusal: "its engine doesn't answer `docker version` there" };
  const owner = (parsed(facts.record) as { urn?: string } | undefined)?.urn;
  if (owner !== undefined && owner !== urn) return { refusal: `its daemon is declared by ${owner} already` };
  const file = facts.file === "" ? {} : parsed(facts.file);
  if (typeof file !== "object" || file === null) return { refusal: "its daemon.json isn't JSON" };
  if (facts.labelFlag) {
    return {
      refusal: "its dockerd has --label on its command line, and labels in daemon.json then take a restart",
    };
  }
  const theirs = labelsOf(file).filter((label) => !label.startsWith("pulumi-dockerd-demo-"));
  const containers = `${facts.containers} running container${facts.containers === 1 ? "" : "s"}`;
  const start = `Docker ${facts.version}, ${containers}`;
  // What an earlier demo left is no label of theirs.
  if (theirs.length > 0 || (facts.record === "" && Object.hasOwn(file, "labels"))) return { note: start };
  if (facts.containers > 0 && !facts.liveRestore) {
    return {
      refusal:
        `its daemon.json has no "labels", so that taking the demo's away restarts the engine, which stops ` +
        `${containers}; write "labels": [] into it, or switch live-restore on, and reload`,
    };
  }
  const why = facts.containers === 0 ? "" : ", which live-restore keeps";
  return {
    note: `${start}${why}; the engine is restarted at the end, since its daemon.json has no "labels"`,
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
