import type { ChangeName } from "../support/faults/changes";
import type { Moment } from "../support/faults/killable";
import { FAULTS } from "../support/faults/faults";
import type { CallName } from "../support/faults/operation";
import { Random } from "../support/random";
import { runFault } from "../support/faults/run";
import { describeOnHosts, sandboxHost } from "../support/sandbox";

type Generation = "bullseye" | "bookworm" | "trixie" | "forky";

interface Case {
  readonly fault: keyof typeof FAULTS;
  readonly on: Generation;
  readonly operation: CallName;
  readonly change: ChangeName;
  readonly at?: Moment;
  readonly end: "before" | "after" | "either";
  /** A pattern of the error. */
  readonly error?: RegExp;
}

const at = (step: string, delay = 0): { at: Moment } => ({ at: { step, delay } });
const CREATE = { operation: "create", change: "restart" } as const;
const UPDATE = { operation: "update", change: "restart" } as const;
const ROLLED_BACK = /rolled back: daemon\.json and the running engine are as they were/;

/** One case for each kind of fault, distributed over the generations. */
const CASES: readonly Case[] = [
  { fault: "client killed", on: "bullseye", ...CREATE, ...at("stage"), end: "either" },
  { fault: "client killed", on: "bookworm", ...UPDATE, ...at("activate"), end: "before" },
  { fault: "client killed", on: "trixie", ...CREATE, change: "rebind", ...at("verify"), end: "either" },
  {
    fault: "client killed",
    on: "forky",
    operation: "remove",
    change: "rebind",
    ...at("confirm"),
    end: "either",
  },
  { fault: "CLI and provider killed", on: "forky", ...CREATE, ...at("activate", 100), end: "before" },
  { fault: "script killed before the switch", on: "bullseye", ...UPDATE, end: "either" },
  { fault: "script killed after the switch", on: "forky", ...UPDATE, change: "rebind", end: "either" },
  { fault: "client and script killed", on: "bookworm", ...CREATE, ...at("stage"), end: "either" },
  { fault: "rollback killed", on: "trixie", ...UPDATE, change: "refused", end: "before" },
  { fault: "connection cut", on: "bullseye", ...CREATE, ...at("activate"), end: "either" },
  { fault: "connection cut", on: "trixie", ...UPDATE, ...at("confirm"), end: "either" },
  {
    fault: "power cut",
    on: "bullseye",
    ...UPDATE,
    change: "rebind",
    ...at("activate"),
    end: "before",
    error: ROLLED_BACK,
  },
  { fault: "power cut", on: "forky", ...CREATE, ...at("activate", 50), end: "before", error: ROLLED_BACK },
  { fault: "client killed, then power cut", on: "bookworm", ...CREATE, ...at("verify"), end: "either" },
  {
    fault: "folder of daemon.json full",
    on: "bookworm",
    ...CREATE,
    end: "before",
    error: /couldn't be written/,
  },
  { fault: "state folder full", on: "trixie", ...CREATE, end: "either" },
  {
    fault: "data root full",
    on: "forky",
    ...CREATE,
    change: "reload",
    end: "before",
    error: /no space left/,
  },
  {
    fault: "engine can't start",
    on: "bookworm",
    ...UPDATE,
    change: "refused",
    end: "before",
    error: /max-sise/,
  },
  { fault: "engine dies after its start", on: "trixie", ...CREATE, end: "before" },
  { fault: "engine hangs on stop", on: "bullseye", ...CREATE, end: "before" },
  { fault: "container ignores SIGTERM", on: "forky", ...UPDATE, end: "after" },
  { fault: "engine was stopped", on: "bookworm", ...CREATE, ...at("switch over"), end: "either" },
  { fault: "engine was disabled and stopped", on: "forky", ...CREATE, end: "after" },
  { fault: "start limit is near", on: "bullseye", ...CREATE, change: "rebind", end: "after" },
  {
    fault: "bridge takes the gateway's address",
    on: "trixie",
    ...CREATE,
    end: "before",
    error: /RolledBackError/,
  },
  {
    fault: "bridge takes the gateway's address, then power cut",
    on: "bookworm",
    ...CREATE,
    ...at("activate"),
    end: "before",
    error: /rolled back: daemon\.json/,
  },
];

/** Runs the cases of a host one after the other, and hosts in parallel: cases mostly wait. */
const turns = new Map<Generation, Promise<unknown>>();
function inTurn<T>(on: Generation, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(on) ?? Promise.resolve()).catch(() => undefined).then(work);
  turns.set(on, turn);
  return turn;
}

describeOnHosts("a host ends unchanged or with everything declared, whatever fails in the middle", () => {
  const named = CASES.map((one): [string, Case] => [
    `${one.fault} (${one.operation}, ${one.change}, ${one.at?.step ?? "any step"}, ${one.on})`,
    one,
  ]);
  test.concurrent.each(named)(
    "a host survives this fault: %s",
    async (_name, { fault, on, operation, change, at: moment, end, error }) => {
      const choice = {
        operation,
        change,
        moment: moment ?? { step: "activate", delay: 0 },
        foreignFile: false,
      };
      const report = await inTurn(on, () =>
        runFault(sandboxHost(`tx-${on}`), FAULTS[fault]!, new Random(1), choice),
      );
      expect(report.violations).toEqual([]);
      if (end !== "either") expect(report.end).toBe(end);
      if (error !== undefined) expect(report.error).toMatch(error);
    },
    600_000,
  );
});
