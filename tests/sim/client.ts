import { AsyncLocalStorage } from "node:async_hooks";
import { Socket } from "node:net";
import timers from "node:timers/promises";
import type { VirtualClock } from "../support/machine/clock";
import type { NetworkLink } from "../support/machine/network-link";

/** The port that clients are told. */
export const PORT = 22;

const current = new AsyncLocalStorage<Client>();

/** A process that uses the provider: its time is the machine's, and it may be killed. */
export class Client {
  /** Milliseconds by which its wall clock is wrong. */
  wrong = 0;
  private dead = false;
  private wakes = 0;
  private readonly timers = new Set<() => void>();
  private end: () => void = () => undefined;

  constructor(
    readonly clock: VirtualClock,
    readonly link: NetworkLink,
  ) {}

  /** Does some work. @returns what came of it; "killed" where the process was killed before */
  async run<T>(work: () => Promise<T>): Promise<T | "killed"> {
    const waits = this.clock.wait();
    try {
      return await Promise.race([current.run(this, work), this.killed()]);
    } finally {
      waits();
      // What it left running, like the keepalives of a lost connection, ends with it.
      this.stop();
    }
  }

  /** A laptop that is shut: for some seconds it neither hears nor says anything, nor notices that time passes. */
  sleep(seconds: number): void {
    this.wakes = this.clock.now() + seconds;
    this.link.stall(true, "the client sleeps");
    this.clock.after(seconds, () => this.link.stall(false, "the client sleeps"));
  }

  /** SIGKILL: it does nothing more, and its connections end. */
  kill(): void {
    this.stop();
    this.link.refuse(true);
    this.end();
  }

  get now(): number {
    return Date.UTC(2026, 10, 24) + this.clock.now() * 1000 + this.wrong;
  }

  /** Calls back after some milliseconds of the machine's time, over and over where `again`. @returns what cancels it */
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

/** Gives the code of clients the machine's time in place of the real one. Everything else keeps its own. */
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
  // What a client connects to is its link, whatever port it was told.
  const prototype = Socket.prototype as { connect: (this: Socket, ...args: unknown[]) => Socket };
  const { connect } = prototype;
  prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const path = current.getStore()?.link.path;
    return connect.apply(this, isRemote(args[0]) && path !== undefined ? [{ path }] : args);
  };
  Date.now = () => current.getStore()?.now ?? real.now.call(Date);
}
