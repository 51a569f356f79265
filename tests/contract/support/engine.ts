import { type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** A message of a provider to its engine. */
export interface EngineMessage {
  readonly urn: string;
  readonly text: string;
  readonly ephemeral: boolean;
  /** Whether the engine has already answered. */
  answered: boolean;
}

/** Pulumi's engine, as far as providers call it: it receives messages; nothing else is implemented. */
export class FakeEngine {
  readonly messages: EngineMessage[] = [];
  /** Milliseconds before a message is answered. */
  delay = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<{ engine: FakeEngine; address: string }> {
    const server = new Server();
    const engine = new FakeEngine(server);
    server.addService(EngineService, {
      log: (call: ServerUnaryCall<LogRequest, Empty>, answer: sendUnaryData<Empty>) =>
        engine.log(call, answer),
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return { engine, address: `127.0.0.1:${port}` };
  }

  /** Returns the permanent messages of one resource, or the transient ones. */
  texts(urn: string, kind: "note" | "step"): string[] {
    return this.messages
      .filter((message) => message.urn === urn && message.ephemeral === (kind === "step"))
      .map((message) => message.text);
  }

  stop(): void {
    this.server.forceShutdown();
  }

  private log({ request }: ServerUnaryCall<LogRequest, Empty>, answer: sendUnaryData<Empty>): void {
    const message: EngineMessage = {
      urn: request.getUrn(),
      text: request.getMessage(),
      ephemeral: request.getEphemeral(),
      answered: false,
    };
    this.messages.push(message);
    setTimeout(() => {
      message.answered = true;
      answer(null, new Empty());
    }, this.delay);
  }
}
