import type { ConnectionSettings } from "../../core/connection/settings";
import type { Host } from "../host";
import { logIn } from "./log-in";
import { routeTo } from "./route";
import { SshHost } from "./ssh-host";

/** Opens an SSH connection to a host that has the pinned key, over its jump hosts. @throws DaemonError */
export async function connect(settings: ConnectionSettings): Promise<Host> {
  const deadline = Date.now() + settings.timeout * 1000;
  const route = routeTo(settings, settings.jumpHosts, deadline);
  try {
    const { hostKeyFingerprint, ...connection } = await logIn(settings, route.open, deadline);
    return new SshHost({ ...connection, release: route.release }, settings.user, hostKeyFingerprint);
  } catch (error) {
    route.release();
    throw error;
  }
}
