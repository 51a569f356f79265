import type { HazardFacts, NeededFacts } from "../../core/hazards/hazards";
import { containerIds, containersIn, volumeCount } from "../../core/observed/containers";
import type { Host } from "../host";
import { queryPaths } from "./engine";
import { CONTAINERS } from "./questions";

/**
 * Queries a running engine for the containers and volumes that a plan's hazards depend on.
 *
 * @throws DaemonError if the engine doesn't report them: that is never taken for none
 */
export async function queryFacts(host: Host, { containers, volumes }: NeededFacts): Promise<HazardFacts> {
  return {
    containers: containers === "none" ? [] : await queryContainers(host, containers),
    volumes: volumes ? await queryPaths(host, ["/volumes"], ([answer = null]) => volumeCount(answer)) : 0,
  };
}

async function queryContainers(host: Host, which: "running" | "all"): Promise<HazardFacts["containers"]> {
  const list = which === "all" ? `${CONTAINERS}?all=true` : CONTAINERS;
  const ids = await queryPaths(host, [list], ([answer = null]) => containerIds(answer));
  if (ids.length === 0) return [];
  const questions = ids.map((id) => `/containers/${id}/json`);
  return queryPaths(host, questions, containersIn);
}
