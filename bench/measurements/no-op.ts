import type { JsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import { type BenchHost, context, inputsOf } from "../hosts";
import { type Measurement, time } from "../measurement";
import { connectRaw, execute, hangUp } from "../raw";

const OPTIONS = { labels: { bench: "no-op" } };
/** The floor: one connection and one exec. */
async function connectAndExecute(host: BenchHost, user: string): Promise<void> {
  const client = await connectRaw(host, user);
  await execute(client, "true");
  await hangUp(client);
}

/** Compares a refresh of a host that matches its declaration with the minimum of any tool over SSH. */
export const noOp: Measurement = {
  name: "no-op",
  ratios: [
    { name: "no-op refresh, root", to: "floor, root", aim: 1.5 },
    { name: "no-op refresh, sudo", to: "floor, sudo user", aim: 1.8 },
  ],
  async round(host) {
    const id = daemon.newId();
    const outputs = await daemon.create(id, inputsOf(host, "root", OPTIONS), context);
    const as = (user: string): JsonObject => ({ ...outputs, ...inputsOf(host, user, OPTIONS) });
    const read = (user: string): Promise<number> =>
      time(async () => {
        const { inputs } = await daemon.read(id, as(user), context);
        if (JSON.stringify(inputs.drift) !== "{}") throw new Error(`${host.name} isn't as declared`);
      });
    return {
      "floor, root": await time(() => connectAndExecute(host, "root")),
      "no-op refresh, root": await read("root"),
      "floor, sudo user": await time(() => connectAndExecute(host, "ops")),
      "no-op refresh, sudo": await read("ops"),
    };
  },
};
