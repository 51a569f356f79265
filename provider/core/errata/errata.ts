import { type EngineVersion, isAtLeast } from "../engine-version";

/** Behaviour of some releases of the engine that contradicts what a user may expect. */
export interface Erratum {
  readonly id: string;
  /** The first release with it. */
  readonly since: string;
  /** The first release without it; left out if no release has corrected it. */
  readonly until?: string;
  /** Whether it only concerns engines with the containerd image store. */
  readonly imageStore?: "containerd";
  /** The keys of daemon.json a change of which it concerns, with the note that such a change then has. */
  readonly note?: { readonly keys: readonly string[]; readonly text: string };
  /** The sources, and where it was reproduced. */
  readonly source: string;
}

/** The errata that change a plan or a report. */
export const ERRATA = [
  {
    // Each SIGHUP clears the engine's address of host-gateway until the next start, with host-gateway-ips, too.
    id: "reload-drops-host-gateway",
    since: "28.0",
    until: "29.3",
    source: "moby#52060; reproduced on 28.5.2, not on 26.1.5",
  },
  {
    // The same copy clears dns: containers started afterwards get an invalid resolv.conf.
    id: "reload-drops-dns",
    since: "29.0",
    until: "29.3",
    source: "moby#52060 (read in the source)",
  },
  {
    id: "containerd-store-ignores-lists",
    since: "29.0",
    imageStore: "containerd",
    note: {
      keys: ["registry-mirrors", "insecure-registries"],
      text:
        "the containerd image store ignores registryMirrors and insecureRegistries for each registry with a hosts.toml in " +
        "/etc/docker/certs.d that names two or more endpoints, although the engine reports the lists",
    },
    source: "moby daemon/hosts.go (mergeLegacyConfig); hosts.toml measured on 29",
  },
  {
    id: "data-root-without-images",
    since: "29.0",
    imageStore: "containerd",
    note: {
      keys: ["data-root"],
      text: "with the containerd image store, images stay in containerd's own directory (/var/lib/containerd), outside dataRoot",
    },
    source: "docker/cli#6645, moby#50517",
  },
] as const satisfies readonly Erratum[];

export type ErratumId = (typeof ERRATA)[number]["id"];

/** Returns the errata of a release. */
export const errataOf = (version: EngineVersion): readonly Erratum[] =>
  ERRATA.filter(
    ({ since, ...rest }) => isAtLeast(version, since) && !("until" in rest && isAtLeast(version, rest.until)),
  );

/** Whether a release has an erratum. */
export const hasErratum = (id: ErratumId, version: EngineVersion): boolean =>
  errataOf(version).some((erratum) => erratum.id === id);
