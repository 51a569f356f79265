import * as pulumi from "@pulumi/pulumi";
import { isLater, isRecord } from "./shape";

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
export const declared = (record: object): pulumi.Inputs =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const isMap = (value: unknown): value is pulumi.Input<object> => isLater(value) || isRecord(value);
