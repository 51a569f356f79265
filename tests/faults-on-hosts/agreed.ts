import type { Agreed } from "../support/agreed";
import type { HostFault } from "../support/faults/fault";
import { cutFor, FAULTS, performWith, powerCutAndBoot } from "../support/faults/faults";
import { performUntilKilled } from "../support/faults/killable";
import { killScript } from "../support/faults/on-the-host";
import { perform } from "../support/faults/operation";
import { runFault, type RunReport } from "../support/faults/run";
import { arm, type SandboxHost } from "../support/on-host";
import { Random } from "../support/random";

/** The script ended before it could be killed: the run has to be repeated. */
export class TooLate extends Error {
  constructor() {
    super("the script had ended before it was killed");
  }
}

/** Milliseconds for which a lost connection stays away: longer than `apply.confirmTimeout`. */
const AWAY = 25_000;

const STRIKES: Readonly<Record<Agreed["strike"], Partial<HostFault> & Pick<HostFault, "strike">>> = {
  nothing: { strike: ({ operation }) => perform(operation) },
  "client killed": { strike: ({ operation, moment }) => performUntilKilled(operation, moment) },
  "connection lost": { strike: (scene) => performWith(scene, () => cutFor(scene, AWAY)) },
  "script killed": {
    strike: async (scene) => {
      const kill = await arm(scene.host, killScript);
      let killed = "";
      const ended = await performWith(scene, async () => void (killed = await kill.fire()));
      kill.disarm();
      if (killed === "") throw new TooLate();
      return ended;
    },
  },
  "power cut": { litters: true, strike: (scene) => performWith(scene, () => powerCutAndBoot(scene.host)) },
  "engine dies": FAULTS["engine dies after its start"]!,
};

/** Seconds that give a strike at the last step time before the change is confirmed. */
const SETTLE = 3;

/** Runs a scenario that the simulator runs, too, on a real host; a different end is a violation. */
export function runAgreed(host: SandboxHost, agreed: Agreed): Promise<RunReport> {
  const { operation, change, strike, step, end } = agreed;
  const fault = { settle: SETTLE, ...STRIKES[strike], operations: [operation], changes: [change], end };
  const moment = { step, delay: 0 };
  return runFault(host, fault, new Random(1), {
    operation,
    change,
    moment,
    foreignFile: strike !== "engine dies",
  });
}
