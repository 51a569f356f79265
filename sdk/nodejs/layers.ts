import * as pulumi from "@pulumi/pulumi";

/**
 * Two layers of inputs as one, the later before the earlier: where `byEntry` says so entry by entry, else the whole
 * value. What is declared as undefined isn't declared.
 *
 * What is there already is merged here and now: of options of which only one isn't known yet, a preview shows and checks
 * all others.
 */
export function merged(
  earlier: pulumi.Input<object>,
  later: pulumi.Input<object>,
  byEntry: (name: string) => boolean = () => false,
): pulumi.Input<pulumi.Inputs> {
  if (isLater(earlier) || isLater(later)) {
    return pulumi.all([earlier, later]).apply(([a, b]) => merged(a, b, byEntry));
  }
  const under = declared(earlier);
  const over = Object.entries(declared(later)).map(([name, value]) => {
    const joins = byEntry(name) && isMap(under[name]) && isMap(value);
    return [name, joins ? merged(under[name] as object, value) : value] as const;
  });
  return { ...under, ...Object.fromEntries(over) };
}

/** A record without what is undefined. */
export const declared = (record: object): pulumi.Inputs =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const isLater = (value: unknown): value is pulumi.Output<object> | Promise<object> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

/** A list is no map: it goes on as it is, so that the check can tell. */
const isMap = (value: unknown): value is pulumi.Input<object> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
