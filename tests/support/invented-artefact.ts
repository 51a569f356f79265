import type { Artefact, NewContent } from "../../provider/core/desired/artefacts";
import type { ObservedFile, ObservedHost } from "../../provider/core/observed/host";
import { ARTEFACTS, type HostChange } from "../../provider/core/plan/artefacts";

type Entry = (typeof ARTEFACTS)[number];

/** Returns an environment file of a plan: written if daemon.json gets a label of the tests, otherwise original. */
export function environmentFile(
  path: string,
  found: (host: ObservedHost) => ObservedFile | "absent" | "any" = () => "any",
): Entry {
  return ({ host, plan }): Artefact => ({
    name: "environment",
    path,
    mode: "640",
    owner: "0:0",
    content: contentOf(plan),
    needs: "nothing",
    owned: "shared",
    found: found(host),
  });
}

function contentOf(plan: HostChange["plan"]): NewContent {
  if (plan === undefined || plan.file.kind === "keep") return { kind: "keep" };
  const text = plan.file.kind === "write" ? plan.file.text : "";
  const label = /(?:region|a)=\w+/.exec(text)?.[0];
  return label === undefined ? { kind: "original" } : { kind: "write", text: `LABEL=${label}\n` };
}

/** Adds an entry to the list of artefacts. @returns a function that removes it */
export function withArtefact(entry: Entry): () => void {
  const all = ARTEFACTS as Entry[];
  all.unshift(entry);
  return () => void all.splice(all.indexOf(entry), 1);
}
