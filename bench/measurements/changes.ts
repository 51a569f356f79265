import { query } from "../../provider/edge/api/query";
import { daemon } from "../../provider/resources/daemon";
import { type BenchHost, context, inputsOf } from "../hosts";
import { type Measurement, time } from "../measurement";
import { longestGap } from "../ping";
import { connectRaw, engineSocket, execute, hangUp } from "../raw";

/** Without reset-failed the fourth restart within a minute would fail. */
const RESTART = "systemctl reset-failed docker.service docker.socket; systemctl restart docker.service";

/** The minimum of a change: a file, a restart, and an API query, all on one connection. */
async function bareChange(host: BenchHost, text: string): Promise<void> {
  const client = await connectRaw(host, "root");
  await execute(client, `cat >/etc/docker/daemon.json; ${RESTART}`, text);
  await query(await engineSocket(client), ["/info"], 30);
  await hangUp(client);
}

async function bareRestart(host: BenchHost): Promise<void> {
  const client = await connectRaw(host, "root");
  await execute(client, RESTART);
  await hangUp(client);
}

/** Compares changes by the provider with the same by hand, and measures how long the engine doesn't answer. */
export const changes: Measurement = {
  name: "changes",
  ratios: [
    { name: "restart change, settle 0", to: "write, restart, GET /info by hand", aim: 1.3 },
    { name: "restart change", to: "write, restart, GET /info by hand" },
    { name: "restart change", to: "restart by hand" },
  ],
  async round(host, round) {
    const id = daemon.newId();
    const inputs = (options: object): ReturnType<typeof inputsOf> => inputsOf(host, "root", { ...options });
    const labels = { bench: "no-op" };
    const labelled = inputs({ labels: { ...labels, round: String(round) } });
    const driver = inputs({ labels, logDriver: "local" });
    const figures: Record<string, number> = {};
    const measured = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      figures[`longest gap between answers, ${name}`] = await longestGap(host, async () => {
        figures[name] = await time(work);
      });
    };
    let state = await daemon.create(id, inputs({ labels }), context);
    await measured("labels change", async () => (state = await daemon.update(id, state, labelled, context)));
    await measured("restart change", async () => (state = await daemon.update(id, state, driver, context)));
    await measured("restart by hand", () => bareRestart(host));
    // Reverts to the initial state of a round: by a transaction without `apply.settle`, and by hand.
    const back = { ...inputs({ labels }), apply: { settle: 0 } };
    figures["restart change, settle 0"] = await time(() => daemon.update(id, state, back, context));
    const byHand = '{"labels": ["bench=no-op"]}\n';
    figures["write, restart, GET /info by hand"] = await time(() => bareChange(host, byHand));
    return figures;
  },
};
