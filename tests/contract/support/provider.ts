import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JsonObject } from "../../../provider/core/json";
import { FakeEngine } from "./engine";

const REPOSITORY = join(__dirname, "../../..");

/** The details of a failed call: the state that it leaves, if any. */
export interface PartialFailure {
  readonly id: string;
  readonly properties: JsonObject;
  readonly reasons: readonly string[];
}

/** A call that a provider answered with an error. */
export class CallFailure extends Error {
  constructor(
    message: string,
    /** Undefined for an error without details: the state stays unchanged. */
    readonly partial: PartialFailure | undefined,
  ) {
    super(message);
  }
}

/** Returns the error of a call that has to fail. */
export async function failureOf(call: Promise<unknown>): Promise<CallFailure> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof CallFailure) return outcome;
  throw new Error(`the call didn't fail: ${JSON.stringify(outcome)}`);
}

/** Marks a value of the configuration as a secret, as the engine does. */
export const secretValue = (value: string): JsonObject => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

interface Settings {
  /** The stack's configuration: `dockerd:user` ... */
  readonly config?: JsonObject;
  /** Environment variables: `PULUMI_DOCKERD_PRIVATE_KEY` ... */
  readonly environment?: Readonly<Record<string, string>>;
  /** The address of the engine, if not that of a running one. */
  readonly engineAddress?: string;
}

/** Pulumi's process for dynamic resources, started and called as its engine does. */
export class ProviderProcess {
  /** The output of the process. */
  printed = "";
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
  private client: ResourceProviderClient | undefined;

  private constructor(
    private readonly child: ChildProcess,
    readonly engine: FakeEngine,
  ) {
    this.exit = new Promise((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal }));
    });
    const print = (chunk: Buffer): void => void (this.printed += chunk.toString());
    child.stdout?.on("data", print);
    child.stderr?.on("data", print);
  }

  static async start(settings: Settings = {}): Promise<ProviderProcess> {
    await built();
    const { engine, address } = await FakeEngine.start();
    const program = "node_modules/@pulumi/pulumi/cmd/dynamic-provider";
    const child = spawn(process.execPath, [program, settings.engineAddress ?? address], {
      cwd: REPOSITORY,
      // Excludes the agent and the defaults of the developer who runs the tests.
      env: { PATH: process.env.PATH, ...settings.environment },
      stdio: "pipe",
    });
    const provider = new ProviderProcess(child, engine);
    try {
      const port = await provider.port();
      provider.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
      await provider.configure(settings.config ?? {});
      return provider;
    } catch (error) {
      await provider.stop();
      throw error;
    }
  }

  /** Ends the process as an engine does, and kills it if it does not exit within a while. */
  async stop(): Promise<"exited" | "killed"> {
    let killed = this.client === undefined;
    const kill = (): void => {
      killed = true;
      this.child.kill("SIGKILL");
    };
    this.closeInput();
    const force = setTimeout(kill, killed ? 0 : 10_000);
    await this.exit;
    clearTimeout(force);
    this.client?.close();
    this.engine.stop();
    return killed ? "killed" : "exited";
  }

  /** Ends the connection to the engine, as an exiting engine does. */
  closeInput(): void {
    this.child.stdin?.end();
  }

  async check(
    news: JsonObject,
    olds: JsonObject = {},
  ): Promise<{ inputs: JsonObject; failures: CheckFailure[] }> {
    const request = new proto.CheckRequest().setOlds(struct(olds)).setNews(struct(news));
    const answer = await this.call<proto.CheckResponse>((client, done) => client.check(request, done));
    const failures = answer.getFailuresList().map((failure) => failure.toObject());
    return { inputs: plain(answer.getInputs()), failures };
  }

  async diff(
    id: string,
    olds: JsonObject,
    news: JsonObject,
  ): Promise<{ changes: string; replaces: string[] }> {
    const request = new proto.DiffRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
    const answer = await this.call<proto.DiffResponse>((client, done) => client.diff(request, done));
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    const names = new Map([
      [DIFF_NONE, "none"],
      [DIFF_SOME, "some"],
    ]);
    const changes = names.get(answer.getChanges()) ?? "unknown";
    return { changes, replaces: answer.getReplacesList() };
  }

  async create(inputs: JsonObject): Promise<{ id: string; outputs: JsonObject }> {
    const request = new proto.CreateRequest().setProperties(struct(inputs));
    const answer = await this.call<proto.CreateResponse>((client, done) => client.create(request, done));
    return { id: answer.getId(), outputs: plain(answer.getProperties()) };
  }

  async read(
    id: string,
    outputs: JsonObject,
  ): Promise<{ id: string; outputs: JsonObject; inputs: JsonObject }> {
    const request = new proto.ReadRequest().setId(id).setProperties(struct(outputs));
    const answer = await this.call<proto.ReadResponse>((client, done) => client.read(request, done));
    return { id: answer.getId(), outputs: plain(answer.getProperties()), inputs: plain(answer.getInputs()) };
  }

  async update(id: string, olds: JsonObject, news: JsonObject): Promise<JsonObject> {
    const request = new proto.UpdateRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
    const answer = await this.call<proto.UpdateResponse>((client, done) => client.update(request, done));
    return plain(answer.getProperties());
  }

  async delete(id: string, outputs: JsonObject): Promise<void> {
    const request = new proto.DeleteRequest().setId(id).setProperties(struct(outputs));
    await this.call((client, done) => client.delete(request, done));
  }

  private async configure(config: JsonObject): Promise<void> {
    const request = new proto.ConfigureRequest().setArgs(struct(config)).setAcceptsecrets(true);
    await this.call((client, done) => client.configure(request, done));
  }

  /** The first line that the process prints. */
  private async port(): Promise<number> {
    const line = new Promise<number>((resolve) => {
      const look = (): void => {
        const found = /^(\d+)\n/.exec(this.printed)?.[1];
        if (found !== undefined) resolve(Number(found));
      };
      this.child.stdout?.on("data", look);
    });
    const gone = this.exit.then(() => Promise.reject(new Error(`no provider: ${this.printed}`)));
    return Promise.race([line, gone]);
  }

  private call<T>(send: (client: ResourceProviderClient, done: Done<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.client === undefined) throw new Error("not started");
      send(this.client, (error, answer) => {
        if (error === null) resolve(answer);
        else reject(new CallFailure(error.details, partialIn(error)));
      });
    });
  }
}

/** Waits for the package that the process loads: a build removes it for a moment. */
async function built(): Promise<void> {
  const needed = join(REPOSITORY, "node_modules/pulumi-dockerd/dist/.built");
  for (let tries = 0; !existsSync(needed); tries++) {
    if (tries === 100) throw new Error(`${needed} isn't there: npm run build`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

type Done<T> = (error: ServiceError | null, answer: T) => void;

function partialIn(error: ServiceError): PartialFailure | undefined {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (details === undefined) return undefined;
  const [detail] = Status.deserializeBinary(details as Buffer).getDetailsList();
  const failed = detail?.unpack(
    (bytes) => proto.ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (failed === undefined || failed === null) throw new Error("a failure's details can't be read");
  return {
    id: failed.getId(),
    properties: plain(failed.getProperties()),
    reasons: failed.getReasonsList(),
  };
}

const struct = (value: JsonObject): Struct => Struct.fromJavaScript(value);
const plain = (value: Struct | undefined): JsonObject => value?.toJavaScript() ?? {};
