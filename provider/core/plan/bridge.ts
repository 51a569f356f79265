import { type Json, jsonAt, type JsonObject } from "../json";
import { type ObservedEngine, runningContainers } from "../observed/engine";
import { optionByKey } from "../options";
import { parseCidr } from "../options/types/addresses";

/** Whether a change of a key of daemon.json may cut the way to the host. */
export const cutsNetwork = (key: string): boolean =>
  optionByKey(key)?.hazards?.includes("cuts-network") === true;

/** The default bridge's address with its prefix length, as GET /networks/bridge reports it; undefined without a bridge. */
export function bridgeAddress(answer: Json): string | undefined {
  const configs = jsonAt(answer, ["IPAM", "Config"]);
  for (const config of Array.isArray(configs) ? (configs as Json[]) : []) {
    const [subnet, gateway] = [jsonAt(config, ["Subnet"]), jsonAt(config, ["Gateway"])];
    const network = typeof subnet === "string" ? parseCidr(subnet) : undefined;
    if (network?.kind !== "ipv4") continue;
    // Without a gateway in its answer the engine uses the network's first address.
    const address = typeof gateway === "string" && gateway !== "" ? gateway : firstAddress(network.network);
    return `${address}/${network.prefix}`;
  }
  return undefined;
}

/** Whether a restart leaves the bridge as it is: containers that run on with live-restore keep its address. */
export const keepsBridge = (engine: ObservedEngine): boolean =>
  engine.infoAnswer.LiveRestoreEnabled === true && runningContainers(engine).length > 0;

const firstAddress = (network: string): string => network.replace(/\d+$/, (last) => String(Number(last) + 1));

/** Returns the address that a bridge had before the first change that moves it, for the manifest. */
export function originalBridge(
  known: string | undefined,
  found: JsonObject,
  declared: JsonObject,
  engine: ObservedEngine | undefined,
): string | undefined {
  if (known !== undefined || Object.hasOwn(found, "bip") || !Object.hasOwn(declared, "bip")) return known;
  return bridgeAddress(engine?.bridgeAnswer ?? null);
}
