import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchHost } from "./hosts";
import { connectRaw, engineSocket, hangUp } from "./raw";

/** Milliseconds between two requests. */
const EVERY = 10;

/**
 * Milliseconds until a connection is replaced by a new one: a connection that an exiting engine accepted may stay
 * silent.
 */
const PATIENCE = 100;

const QUESTION = "GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n";

/** Returns the longest time in milliseconds between two answers of an engine to a client that pings every 10 ms. */
export async function longestGap(host: BenchHost, work: () => Promise<unknown>): Promise<number> {
  const client = await connectRaw(host, "root");
  const pinger = new Pinger(() => engineSocket(client));
  const pinging = pinger.run();
  await pinger.answered;
  try {
    await work();
  } finally {
    pinger.stop();
    await pinging;
    await hangUp(client);
  }
  return pinger.longest;
}

class Pinger {
  longest = 0;
  /** Resolves at the first answer. */
  readonly answered: Promise<void>;
  private tellAnswered: () => void = () => undefined;
  private stream: Duplex | undefined;
  private last: number | undefined;
  private stopped = false;

  constructor(private readonly connect: () => Promise<Duplex>) {
    this.answered = new Promise((resolve) => (this.tellAnswered = resolve));
  }

  /** Pings until it is stopped, and then until the next answer, so that a gap at the end counts, too. */
  async run(): Promise<void> {
    for (;;) {
      const last = this.stopped;
      const started = performance.now();
      if (await this.ask()) {
        const now = performance.now();
        this.longest = Math.max(this.longest, now - (this.last ?? now));
        this.last = now;
        this.tellAnswered();
        if (last) break;
      }
      await sleep(Math.max(0, EVERY - (performance.now() - started)));
    }
    this.stream?.destroy();
  }

  stop(): void {
    this.stopped = true;
  }

  /** @returns whether there was an answer; a refused or lost connection counts as a missing one */
  private async ask(): Promise<boolean> {
    try {
      this.stream ??= await this.connect();
      await answerOn(this.stream);
      return true;
    } catch {
      this.stream?.destroy();
      this.stream = undefined;
      return false;
    }
  }
}

function answerOn(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    const silent = setTimeout(() => onLost(), PATIENCE);
    const settle = (done: () => void) => (): void => {
      stream.off("data", onData).off("end", onLost).off("error", onLost);
      clearTimeout(silent);
      done();
    };
    const onLost = settle(() => reject(new Error("the stream is lost")));
    const onAnswered = settle(resolve);
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (text.endsWith("\r\n\r\nOK")) onAnswered();
    };
    // A forwarded stream that the engine ended isn't closed before the client ends it, too.
    stream.on("data", onData).on("end", onLost).on("error", onLost);
    stream.write(QUESTION);
  });
}
