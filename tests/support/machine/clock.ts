import { AsyncResource } from "node:async_hooks";

/** The time of a simulated machine. */
export interface Clock {
  /** Seconds since it began. */
  now(): number;
  /** Calls back after some seconds. @returns a function that cancels it */
  after(seconds: number, call: () => void): () => void;
  /** Keeps time from passing, because work is in progress. @returns a function that ends it */
  work(): () => void;
  /** Lets time pass, because something waits for it. @returns a function that ends the wait */
  wait(): () => void;
  /** Reports activity: its consequences come before any later event. */
  touch(): void;
}

/** Real time, optionally accelerated, for a machine that another process uses. */
export class RealClock implements Clock {
  private readonly begin = performance.now();

  constructor(private readonly speed = 1) {}

  now(): number {
    return ((performance.now() - this.begin) / 1000) * this.speed;
  }

  after(seconds: number, call: () => void): () => void {
    const timer = setTimeout(call, (seconds * 1000) / this.speed);
    return () => clearTimeout(timer);
  }

  work(): () => void {
    return nothing;
  }

  wait(): () => void {
    return nothing;
  }

  touch(): void {
    // Time passes on its own.
  }
}

const nothing = (): void => undefined;

interface Event {
  readonly at: number;
  readonly call: () => void;
}

/** Turns of the event loop without activity that end a moment of virtual time. */
const QUIET_TURNS = 10;

/** How many times the quiet is checked, with a pause between: a kernel under load delivers late. */
const QUIET_LOOKS = 3;

/**
 * Steps of at least this many seconds are checked longer: most are timeouts, possibly of a process that a busy kernel
 * delays.
 */
const LONG_STEP = 5;
const LONG_STEP_LOOKS = 25;

// Code that replaces the global timers does so after this module was loaded.
const realTimeout = globalThis.setTimeout;
const realImmediate = globalThis.setImmediate;

/**
 * Virtual time that advances from event to event, without a pause, and only while something waits for it and nothing
 * works. Results don't depend on the load of the machine.
 */
export class VirtualClock implements Clock {
  private time = 0;
  private readonly events: Event[] = [];
  private working = 0;
  private waiting = 0;
  private moves = 0;
  private pumping = false;

  now(): number {
    return this.time;
  }

  /** The clock's state, to diagnose why time does not pass. */
  get state(): Readonly<Record<string, number | boolean>> {
    const { time, working, waiting, pumping, events } = this;
    return { time, working, waiting, pumping, events: events.length };
  }

  after(seconds: number, call: () => void): () => void {
    // Runs in the async context of the caller, not of the code that advances the time.
    const event = { at: this.time + Math.max(0, seconds), call: AsyncResource.bind(call) };
    const later = this.events.findIndex(({ at }) => at > event.at);
    this.events.splice(later < 0 ? this.events.length : later, 0, event);
    this.touch();
    return () => {
      const at = this.events.indexOf(event);
      if (at >= 0) this.events.splice(at, 1);
    };
  }

  work(): () => void {
    this.working += 1;
    this.touch();
    return this.once(() => (this.working -= 1));
  }

  wait(): () => void {
    this.waiting += 1;
    this.touch();
    return this.once(() => (this.waiting -= 1));
  }

  touch(): void {
    this.moves += 1;
    if (this.pumping || this.working > 0 || this.waiting === 0) return;
    this.pumping = true;
    void this.pump();
  }

  /** Lets some seconds of virtual time pass. */
  async pass(seconds: number): Promise<void> {
    const end = this.wait();
    await new Promise<void>((resolve) => this.after(seconds, resolve));
    end();
  }

  private once(call: () => void): () => void {
    let done = false;
    return () => {
      if (done) return;
      done = true;
      call();
      this.touch();
    };
  }

  private async pump(): Promise<void> {
    while (await this.quiet()) {
      const next = this.events.shift();
      if (next === undefined) break;
      this.time = Math.max(this.time, next.at);
      this.moves += 1;
      next.call();
    }
    this.pumping = false;
  }

  /** Returns whether all activity has ended, and something still waits for the next event. */
  private async quiet(): Promise<boolean> {
    let moves = this.moves;
    const wanted = (this.events[0]?.at ?? 0) - this.time > LONG_STEP ? LONG_STEP_LOOKS : QUIET_LOOKS;
    for (let looks = 0; looks < wanted; looks += 1) {
      for (let turn = 0; turn < QUIET_TURNS; turn++) {
        if (this.working > 0 || this.waiting === 0) return false;
        await new Promise<void>((resolve) => realImmediate(resolve));
      }
      // Gives the kernel time to deliver data that is still in sockets and pipes.
      await new Promise<void>((resolve) => realTimeout(resolve, 1));
      if (moves !== this.moves) looks = -1;
      moves = this.moves;
    }
    return this.working === 0 && this.waiting > 0;
  }
}
