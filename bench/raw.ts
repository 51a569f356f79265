import type { Duplex } from "node:stream";
import { Client } from "ssh2";
import type { BenchHost } from "./hosts";

/** Opens a plain ssh2 connection, with setNoDelay as its only setting: the reference for all comparisons. */
export function connectRaw(host: BenchHost, user: string): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.once("ready", () => resolve(client));
    client.on("error", reject);
    client.connect({
      host: host.address,
      username: user,
      privateKey: host.privateKey,
      hostVerifier: () => true,
    });
    client.setNoDelay(true);
  });
}

/** Runs a command. @returns its output @throws Error if it fails */
export function execute(client: Client, command: string, input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      let text = "";
      let code: number | null = null;
      channel.on("data", (chunk: Buffer) => (text += chunk.toString()));
      channel.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
      channel.on("exit", (exitCode: number | null) => (code = exitCode));
      channel.on("close", () => {
        if (code === 0) resolve(text);
        else reject(new Error(`${command}: exit code ${code ?? "none"}: ${text}`));
      });
      channel.end(input);
    });
  });
}

/** Opens a stream to the engine's socket. */
export function engineSocket(client: Client): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.openssh_forwardOutStreamLocal("/var/run/docker.sock", (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(error);
    });
  });
}

/** Closes a connection; resolves when it is closed. */
export function hangUp(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.once("close", () => resolve());
    client.end();
  });
}
