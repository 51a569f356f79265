import timers from "node:timers/promises";
import type { DaemonError } from "../../../../provider/core/errors";
import type { Plan } from "../../../../provider/core/plan/plan";
import type { ApplySettings } from "../../../../provider/core/schema/inputs/apply";
import { transact } from "../../../../provider/edge/transaction/transact";
import type { Transaction } from "../../../../provider/edge/transaction/transaction";
import { FakeHost, observeAnswer } from "../../fake-host";
import { hostOf, planOf, termsOf } from "../../fixtures";

export const MANIFEST = { format: 1, id: "dockerd-1", urn: "urn:1", owned: {}, transaction: "tx-1" } as const;

/** The output of a successful apply.sh. */
export const SUCCESS = [
  "step lock_host",
  "step stage",
  "step validate",
  "step guard",
  "step backup",
  "step arm",
  "step switch_over",
  "step activate",
  "step report",
  "pid 42",
];

/** A change of one label on a host with prepared answers. */
export class OneChange {
  /** The steps that were reported to the user. */
  readonly steps: string[] = [];

  private constructor(readonly host: FakeHost) {}

  static async start(): Promise<OneChange> {
    const host = new FakeHost(observeAnswer());
    await host.start();
    return new OneChange(host);
  }

  /** Makes the engine report these labels. */
  reports(...labels: string[]): void {
    this.host.answers = { "/version": { Version: "26.1.5" }, "/info": { Labels: labels } };
  }

  get ran(): string[] {
    return this.host.ran.map(({ name }) => name);
  }

  inputOf(script: string): string {
    return this.host.ran.find(({ name }) => name === script)?.input ?? "";
  }

  /** Returns the error of a transaction that fails. */
  failure(of: Transaction): Promise<DaemonError> {
    return transact(of).then(
      () => Promise.reject(new Error("no error")),
      (error: unknown) => error as DaemonError,
    );
  }

  transaction(apply: Partial<ApplySettings> = {}, plan: Partial<Plan> = {}): Transaction {
    const after = { labels: ["a=1"] };
    const { host } = this;
    return {
      host,
      engine: undefined,
      observed: hostOf(),
      plan: planOf({
        effect: "reload",
        rollback: "reload",
        file: { kind: "write", text: "{}\n" },
        after,
        ...plan,
      }),
      before: { labels: ["a=0"] },
      keys: ["labels"],
      terms: termsOf(apply),
      manifest: MANIFEST,
      tls: undefined,
      reconnect: () => Promise.resolve(host),
      onStep: (step) => this.steps.push(step),
    };
  }
}

const { setTimeout: sleep } = timers;

/** Creates a change for each test, and shortens the pauses of seconds between two observations. */
export function forEachTest(use: (change: OneChange) => void): void {
  let change: OneChange;
  beforeEach(async () => {
    jest.spyOn(timers, "setTimeout").mockImplementation((milliseconds = 0, value) => {
      return sleep(milliseconds < 1000 ? milliseconds : milliseconds / 100, value);
    });
    change = await OneChange.start();
    use(change);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    return change.host.stop();
  });
}
