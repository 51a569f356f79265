import * as pulumi from "@pulumi/pulumi";
import { type DaemonArgs, JOINED_INPUTS, WHOLE_INPUTS } from "./inputs.gen";
import { BY_ENTRY } from "./options.gen";
import { isLater, isRecord } from "./shape";

/** What a fleet or a host sets of a `Daemon`'s inputs. */
type Layer = {
  readonly [name in (typeof JOINED_INPUTS)[number]]?: pulumi.Input<object | undefined>;
} & { readonly [name in (typeof WHOLE_INPUTS)[number]]?: unknown };

/** A host's inputs before its fleet's. */
export function layered(fleet: Layer, host: Layer): DaemonArgs {
  const joined = JOINED_INPUTS.map((name) => {
    const byEntry = name === "options" ? (option: string): boolean => BY_ENTRY.has(option) : undefined;
    return [name, merged(fleet[name], host[name], byEntry)] as const;
  });
  const whole = WHOLE_INPUTS.map((name) => [name, host[name] ?? fleet[name]] as const);
  const inputs: pulumi.Inputs = { ...Object.fromEntries(joined), ...declared(Object.fromEntries(whole)) };
  // The layers' own types say that a host has a connection.
  return inputs as DaemonArgs;
}

/**
 * Two layers of inputs as one, the later before the earlier: where `byEntry` says so entry by entry, else the whole
 * value. What is declared as undefined isn't declared.
 *
 * What is there already is merged here and now: of options of which only one isn't known yet, a preview shows and checks
 * all others. A layer that is no record goes on as it is, so that the check can tell.
 */
export function merged(
  earlier: pulumi.Input<object | undefined>,
  later: pulumi.Input<object | undefined>,
  byEntry: (name: string) => boolean = () => false,
): pulumi.Input<pulumi.Inputs> {
  if (isLater(earlier) || isLater(later)) {
    return pulumi.all([earlier, later]).apply(([a, b]) => merged(a, b, byEntry));
  }
  const [lower, upper] = [earlier ?? {}, later ?? {}];
  if (!isRecord(upper)) return upper;
  if (!isRecord(lower)) return lower;
  const under = declared(lower);
  const over = Object.entries(declared(upper)).map(([name, value]) => {
    const below: unknown = under[name];
    const joins = byEntry(name) && isMap(below) && isMap(value);
    return [name, joins ? merged(below, value) : value] as const;
  });
  return { ...under, ...Object.fromEntries(over) };
}

/** A record without what is undefined. */
const declared = (record: object): pulumi.Inputs =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const isMap = (value: unknown): value is pulumi.Input<object> => isLater(value) || isRecord(value);
