import { AsyncLocalStorage } from "node:async_hooks";
import { Socket } from "node:net";
import timers from "node:timers/promises";
import type { VirtualClock } from "../support/machine/clock";
import type { NetworkLink } from "../support/machine/network-link";

/** The port in the clients' inputs. */
export const PORT = 22;

const current = new AsyncLocalStorage<Client>();

/** A process that uses the provider: its time is the machine's, and it can be killed. */
export class Client {
  /** Milliseconds by which its clock is off. */
  wrong = 0;
  private dead = false;
  private wakes = 0;
  private readonly timers = new Set<() => void>();
  private end: () => void = () => undefined;

  constructor(
    readonly clock: VirtualClock,
    readonly link: NetworkLink,
  ) {}

  /** Runs some work. @returns its result; "killed" if the process was killed first */
  async run<T>(work: () => Promise<T>): Promise<T | "killed"> {
    const waits = this.clock.wait();
    try {
      return await Promise.race([current.run(this, work), this.killed()]);
    } finally {
      waits();
      // Ends what is still active, such as the keepalives of a lost connection.
      this.stop();
    }
  }

  /**
   * Suspends the client, like a laptop: for some seconds it neither sends nor receives, nor notices that time passes.
   */
  sleep(seconds: number): void {
    this.wakes = this.clock.now() + seconds;
    this.link.stall(true, "the client sleeps");
    this.clock.after(seconds, () => this.link.stall(false, "the client sleeps"));
  }

  /** SIGKILL: the client stops, and its connections end. */
  kill(): void {
    this.stop();
    this.link.refuse(true);
    this.end();
  }

  get now(): number {
    return Date.UTC(2026, 10, 24) + this.clock.now() * 1000 + this.wrong;
  }

  /**
   * Calls back after some milliseconds of the machine's time, repeatedly if `again`. @returns a function that cancels
   * it
   */
  after(milliseconds: number, call: () => void, again: boolean): () => void {
    if (this.dead) return () => undefined;
    let cancel = (): void => undefined;
    const done = (): void => {
      cancel();
      this.timers.delete(done);
    };
    const set = (): void => {
      cancel = this.clock.after(milliseconds / 1000, ring);
    };
    const ring = (): void => {
      const asleep = this.wakes - this.clock.now();
      if (asleep > 0) {
        cancel = this.clock.after(asleep, ring);
        return;
      }
      if (again) set();
      else this.timers.delete(done);
      current.run(this, call);
    };
    set();
    this.timers.add(done);
    return done;
  }

  private stop(): void {
    this.dead = true;
    for (const cancel of this.timers) cancel();
  }

  private killed(): Promise<"killed"> {
    return new Promise((resolve) => (this.end = () => resolve("killed")));
  }
}

interface Timer {
  readonly cancel: () => void;
  ref(): Timer;
  unref(): Timer;
}

const timer = (cancel: () => void): Timer => {
  const self: Timer = { cancel, ref: () => self, unref: () => self };
  return self;
};

const isRemote = (options: unknown): boolean =>
  typeof options === "object" && options !== null && "port" in options && options.port === PORT;

/** Replaces the real time of code that runs in a client by the machine's. All other code keeps the real time. */
export function takeTime(): void {
  const real = {
    setTimeout,
    setInterval,
    clearTimeout,
    clearInterval,
    now: Date.now,
    sleep: timers.setTimeout,
  };
  const patched =
    (fallback: (...args: never[]) => unknown, again: boolean) =>
    (call: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): unknown => {
      const client = current.getStore();
      if (client === undefined)
        return (fallback as (...all: unknown[]) => unknown)(call, milliseconds, ...args);
      return timer(client.after(milliseconds, () => call(...args), again));
    };
  const cleared =
    (fallback: (handle: never) => void) =>
    (handle: unknown): void => {
      if (typeof handle === "object" && handle !== null && "cancel" in handle) (handle as Timer).cancel();
      else fallback(handle as never);
    };
  const sleep = (milliseconds: number, value?: unknown): Promise<unknown> => {
    const client = current.getStore();
    if (client === undefined) return real.sleep(milliseconds, value);
    return new Promise((resolve) => client.after(milliseconds, () => resolve(value), false));
  };
  Object.assign(globalThis, {
    setTimeout: patched(real.setTimeout, false),
    setInterval: patched(real.setInterval, true),
    clearTimeout: cleared(real.clearTimeout),
    clearInterval: cleared(real.clearInterval),
  });
  Object.assign(timers, { setTimeout: sleep });
  // A client connects to its own link, whatever the port.
  const prototype = Socket.prototype as { connect: (this: Socket, ...args: unknown[]) => Socket };
  const { connect } = prototype;
  prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const path = current.getStore()?.link.path;
    return connect.apply(this, isRemote(args[0]) && path !== undefined ? [{ path }] : args);
  };
  Date.now = () => current.getStore()?.now ?? real.now.call(Date);
}
