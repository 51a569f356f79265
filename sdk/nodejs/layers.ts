import * as pulumi from "@pulumi/pulumi";
import { type DaemonArgs, JOINED_INPUTS, WHOLE_INPUTS } from "./inputs.gen";
import { BY_ENTRY } from "./options.gen";
import { isLater, isRecord } from "./shape";

/** The inputs of a `Daemon` that a fleet or a host sets. */
type Layer = {
  readonly [name in (typeof JOINED_INPUTS)[number]]?: pulumi.Input<object | undefined>;
} & { readonly [name in (typeof WHOLE_INPUTS)[number]]?: unknown };

/** Returns the inputs of a host's `Daemon`: its own settings override the fleet's. */
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
 * Merges two layers of inputs. The later one overrides the earlier: entry by entry for names that `byEntry` accepts,
 * otherwise the whole value. Values that are undefined aren't declared.
 *
 * Values that are already known are merged immediately, so that a preview shows and checks all options but those that are
 * unknown. A layer that isn't an object is returned unchanged, so that check can report it.
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

/** Returns an object without its undefined values. */
const declared = (record: object): pulumi.Inputs =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const isMap = (value: unknown): value is pulumi.Input<object> => isLater(value) || isRecord(value);
