import type { Json } from "../json";
import { optionName } from "../options";
import type { KeyChange } from "../plan/plan";
import type { FoundHazard } from "./found-hazard";

/** The values that cut connections of containers, and what they cut. */
const CUTS: Readonly<
  Record<string, { readonly when: (to: Json | undefined) => boolean; readonly what: string }>
> = {
  iptables: {
    when: (to) => to === false,
    what: "dockerd writes no firewall rules: published ports and connections of containers to other hosts stop working, unless other rules replace them",
  },
  ip6tables: {
    when: (to) => to === false,
    what: "dockerd writes no firewall rules for IPv6: published ports and connections of containers over IPv6 stop working, unless other rules replace them",
  },
  "ip-masq": {
    when: (to) => to === false,
    what: "containers reach other hosts with their own addresses only, which those hosts can't answer without a route",
  },
  "ip-forward": {
    when: (to) => to === false,
    what: "dockerd no longer enables IP forwarding: after a boot containers reach no other host, unless the host's sysctls enable it",
  },
  "firewall-backend": {
    when: () => true,
    what: "rules in the chains of the other backend (DOCKER-USER) have no effect any more",
  },
  bridge: {
    when: () => true,
    what: "containers without a network of their own get another bridge, or none",
  },
};

/** Returns the changes that cut connections of containers. Address ranges are not compared with the host's routes. */
export const networkHazards = (changes: readonly KeyChange[]): readonly FoundHazard[] =>
  changes.flatMap(({ key, to }) => {
    const cut = Object.hasOwn(CUTS, key) ? CUTS[key] : undefined;
    if (cut === undefined || !cut.when(to)) return [];
    const name = optionName(key);
    return [{ hazard: "cuts-network", what: `${name}: ${cut.what}`, instead: `leave ${name} as it is` }];
  });
