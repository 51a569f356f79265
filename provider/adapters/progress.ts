import type * as Grpc from "@grpc/grpc-js";
import { createRequire } from "node:module";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { printable } from "../core/errors";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/**
 * gRPC as Pulumi itself loads it: a user's node_modules may hold several copies, and gRPC takes no credentials that
 * another copy of it made.
 */
const grpc = createRequire(require.resolve("@pulumi/pulumi/proto/engine_grpc_pb"))(
  "@grpc/grpc-js",
) as typeof Grpc;

/** Reports to the user, on the resource's own row of Pulumi's display. */
export interface Progress {
  /** A step as it begins: shown while it lasts. */
  step(urn: string, text: string): void;
  /** A remark that stays. Resolved when the engine has it: a diff must not answer before. */
  note(urn: string, text: string): Promise<void>;
}

/**
 * Progress through the engine that started this process. Its address is the last word of the command line, as for
 * every plugin.
 */
export function engineProgress(argv: readonly string[] = process.argv): Progress {
  const address = argv.at(-1) ?? "";
  const client = /^[\w.-]+:\d+$/.test(address)
    ? new EngineClient(address, grpc.credentials.createInsecure())
    : undefined;
  const log = (urn: string, message: string, ephemeral: boolean): Promise<void> => {
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setUrn(urn);
    // Steps and notes name what a host has: keys of its daemon.json, its engine's version.
    request.setMessage(printable(message));
    request.setEphemeral(ephemeral);
    return new Promise((resolve) => {
      // Progress that doesn't arrive must not fail the operation that it reports on.
      if (client === undefined) resolve();
      else client.log(request, () => resolve());
    });
  };
  return { step: (urn, text) => void log(urn, text, true), note: (urn, text) => log(urn, text, false) };
}
