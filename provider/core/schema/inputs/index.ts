import { z } from "zod";
import { parseEngineRange } from "../../engine-version";
import { APPLY } from "./apply";
import { CONNECTION } from "./connection";
import { type Input, isInternal, type TopLevelInput, type Values } from "./input";
import { extraOptions, options } from "./options";
import { TIMEOUTS } from "./timeouts";
import { TLS } from "./tls";
import { jsonObject, text } from "./types";

const engineVersion = z.string().refine((range) => parseEngineRange(range) !== undefined, {
  error: 'isn\'t a range of versions; write it as in ">=26 <30", "28.x" or "20.10 || >=26.1"',
});

/** The inputs of a `Daemon`, in the order in which a preview names them. */
export const DAEMON_INPUTS = [
  {
    name: "connection",
    fields: CONNECTION,
    typeName: "ConnectionArgs",
    required: true,
    doc:
      "SSH connection to the host. Fields with a `dockerd:` default can be set once for all hosts: by " +
      "`pulumi config set dockerd:user ops`, or in the environment (`PULUMI_DOCKERD_USER`).",
  },
  {
    name: "engineVersion",
    type: text(engineVersion),
    doc:
      "The engine versions that the options are meant for, as a range. Options that no engine of the range accepts are " +
      "refused before any host is reached, and so is a host whose engine is outside of the range.",
    example: ">=26 <30",
  },
  {
    name: "options",
    type: jsonObject(options, "DaemonOptions"),
    default: {},
    concerns: "host",
    joins: true,
    doc: "dockerd's options: the keys of daemon.json in camelCase. Undeclared keys are left alone.",
    example: { labels: { region: "eu" }, registryMirrors: ["https://mirror.example.com"] },
  },
  {
    name: "extraOptions",
    type: jsonObject(extraOptions, "Record<string, unknown>", "Record<string, pulumi.Input<unknown>>"),
    default: {},
    concerns: "host",
    joins: true,
    doc:
      "Keys of daemon.json that `options` doesn't know, by their names there. Only the engine checks them. `null` removes " +
      "an unmanaged key, also one of a known option, until destroy restores it.",
    example: { "some-new-key": true },
  },
  {
    name: "tls",
    fields: TLS,
    typeName: "TlsArgs",
    whole: true,
    concerns: "host",
    effect: "restart",
    doc:
      "The engine's TLS files, as the text of PEM files. They are written to the host, and change, as one. They replace " +
      "`options.tlscacert`, `tlscert` and `tlskey`, which name files that exist on the host already.",
  },
  {
    name: "apply",
    fields: APPLY,
    typeName: "ApplyArgs",
    default: {},
    doc: "How a change is applied.",
    example: { onFailure: "keep", onDelete: "removeOwned" },
  },
  {
    name: "timeouts",
    fields: TIMEOUTS,
    typeName: "TimeoutArgs",
    default: {},
    doc: "How long each phase of an operation may take.",
    example: { apply: 300 },
  },
  {
    name: "drift",
    type: jsonObject(z.record(z.string(), z.string()), "Record<string, string>"),
    default: {},
    concerns: "host",
    internal: true,
    doc: "Never declared; a refresh fills it with drift that no option can express.",
  },
] as const satisfies readonly TopLevelInput[];

/** The parsed inputs of a `Daemon`, with all defaults. */
export type Inputs = Values<typeof DAEMON_INPUTS>;

/** The same records for whoever goes through all of them. */
export const INPUTS: readonly Input[] = DAEMON_INPUTS;

/** The inputs that a program sets. */
export const PROGRAM_INPUTS: readonly Input[] = INPUTS.filter((input) => !isInternal(input));
