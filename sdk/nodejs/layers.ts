import * as pulumi from "@pulumi/pulumi";
import { isLater, isRecord } from "./shape";

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
export const declared = (record: object): pulumi.Inputs =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const isMap = (value: unknown): value is pulumi.Input<object> => isLater(value) || isRecord(value);
