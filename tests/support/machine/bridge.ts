import { isJsonObject, type Json, type JsonObject } from "../../../provider/core/json";
import type { Disk } from "./disk";

const DEFAULT = "172.17.0.1/16";
const DEVICE = "sys/class/net/docker0";

/**
 * docker0, and the engine's own store of its address. A start first restores docker0 from the store, and an engine
 * without a configured address then takes docker0's: so an address survives old files, restarts and reboots.
 */
export class Bridge {
  private stored: string | undefined;
  private present: string | undefined;
  /** Called when docker0 may have another address. */
  onChange: () => void = () => undefined;

  constructor(private readonly disk: Disk) {}

  /** The current address of docker0; undefined if it has none. */
  get address(): string | undefined {
    return this.present;
  }

  /** Sets docker0 up, as an engine does at its start. */
  start(daemonJson: JsonObject): void {
    if (daemonJson.bridge === "none") {
      this.disk.remove(DEVICE);
      this.present = undefined;
      this.stored = undefined;
      this.onChange();
      return;
    }
    if (this.stored !== undefined) this.present = this.stored;
    if (typeof daemonJson.bip === "string") this.present = daemonJson.bip;
    this.present ??= DEFAULT;
    this.stored = this.present;
    this.disk.write(`${DEVICE}/operstate`, "down\n");
    this.onChange();
  }

  /** `ip addr flush dev docker0`: the engine's store is not updated. */
  flush(): boolean {
    if (!this.disk.has(DEVICE)) return false;
    this.present = undefined;
    this.onChange();
    return true;
  }

  /** Removes docker0: after a power cut it is missing until an engine starts. */
  losePower(): void {
    this.present = undefined;
    this.disk.remove(DEVICE);
    this.onChange();
  }

  /** GET /networks/bridge. */
  get answer(): JsonObject | undefined {
    if (this.present === undefined) return undefined;
    const [address = "", prefix = ""] = this.present.split("/");
    return {
      Name: "bridge",
      EnableIPv6: false,
      IPAM: { Config: [{ Subnet: `${networkOf(address, Number(prefix))}/${prefix}`, Gateway: address }] },
      Options: { "com.docker.network.driver.mtu": "1500" },
    };
  }
}

function networkOf(address: string, prefix: number): string {
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const network = Math.floor(value / size) * size;
  return [24, 16, 8, 0].map((bits) => Math.floor(network / 2 ** bits) % 256).join(".");
}

/** Parses a daemon.json; undefined if an engine can't read it. */
export function parsed(text: string | undefined): JsonObject | undefined {
  if (text === undefined || text === "") return {};
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
