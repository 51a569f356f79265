import { AsyncResource } from "node:async_hooks";

/** The time of a played machine. */
export interface Clock {
  /** Seconds since it began. */
  now(): number;
  /** Calls back once after some seconds. @returns what cancels it */
  after(seconds: number, call: () => void): () => void;
  /** Says that someone works now, so that no time passes, until `end` is called. */
  work(): () => void;
  /** Says that someone waits for time to pass, until `end` is called. */
  wait(): () => void;
  /** Says that something moved: what follows from it comes before any later time. */
  touch(): void;
}

/** The real time's own pace, or a multiple of it, for a machine that is used from another process. */
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
    // Time passes by itself.
  }
}

const nothing = (): void => undefined;

interface Event {
  readonly at: number;
  readonly call: () => void;
}

/** Turns of the event loop in which nothing may move before a moment counts as over. */
const QUIET_TURNS = 10;

/** How often that is looked at, with a moment between, before it is believed: a kernel under load is late. */
const QUIET_LOOKS = 3;

/** Seconds of a step in time that is looked at longer: it is mostly a timeout, of someone whom a busy kernel keeps waiting. */
const LONG_STEP = 5;
const LONG_STEP_LOOKS = 25;

// Whoever plays with the global timers does so after this module was loaded.
const realTimeout = globalThis.setTimeout;
const realImmediate = globalThis.setImmediate;

/**
 * Time that passes only while someone waits for it and nobody works: from one event to the next, without a pause. A
 * machine under load and an idle one see the same.
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

  /** What it is at: for who wonders why time doesn't pass. */
  get state(): Readonly<Record<string, number | boolean>> {
    const { time, working, waiting, pumping, events } = this;
    return { time, working, waiting, pumping, events: events.length };
  }

  after(seconds: number, call: () => void): () => void {
    // It belongs to who asked for it, not to who lets time pass.
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

  /** Lets some seconds pass. */
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

  /** Whether all that can move by itself has moved, and someone still waits for the next moment. */
  private async quiet(): Promise<boolean> {
    let moves = this.moves;
    const wanted = (this.events[0]?.at ?? 0) - this.time > LONG_STEP ? LONG_STEP_LOOKS : QUIET_LOOKS;
    for (let looks = 0; looks < wanted; looks += 1) {
      for (let turn = 0; turn < QUIET_TURNS; turn++) {
        if (this.working > 0 || this.waiting === 0) return false;
        await new Promise<void>((resolve) => realImmediate(resolve));
      }
      // A moment for what the kernel still carries between sockets and pipes.
      await new Promise<void>((resolve) => realTimeout(resolve, 1));
      if (moves !== this.moves) looks = -1;
      moves = this.moves;
    }
    return this.working === 0 && this.waiting > 0;
  }
}
