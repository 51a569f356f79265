import { SimulatedHost } from "../../support/machine/ssh-server";
import { ProviderProcess } from "./provider";

/** Starts one provider process for a test file, and a host for each test. */
export function providerAndHost(): { readonly provider: ProviderProcess; readonly host: SimulatedHost } {
  const now: { provider?: ProviderProcess; host?: SimulatedHost } = {};
  beforeAll(async () => (now.provider = await ProviderProcess.start()));
  beforeEach(async () => {
    now.host = await SimulatedHost.start();
    now.provider!.engine.messages.splice(0);
  });
  afterEach(() => now.host?.stop());
  afterAll(async () => expect(await now.provider?.stop()).toBe("exited"));
  return {
    get provider() {
      return now.provider!;
    },
    get host() {
      return now.host!;
    },
  };
}
