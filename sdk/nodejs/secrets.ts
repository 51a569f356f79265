import * as pulumi from "@pulumi/pulumi";
import { type DaemonArgs, SECRET_FIELDS } from "./inputs.gen";
import { type DaemonOptions, SENSITIVE } from "./options.gen";
import { isLater, isRecord } from "./shape";

type Wrapped = pulumi.Input<pulumi.Inputs>;

/**
 * Marks the named fields of an object as secrets. A value that isn't an object is returned unchanged, so that check can
 * report it.
 */
export const withSecrets = (record: pulumi.Input<object>, names: readonly string[]): Wrapped =>
  eachField(record, (name, value) => (names.includes(name) ? pulumi.secret(value) : value));

/** Marks the secret fields of a `Daemon`'s inputs as secrets. */
export function withSecretInputs(args: DaemonArgs): pulumi.Inputs {
  const groups = SECRET_FIELDS.flatMap(([name, fields]) => {
    const group = args[name];
    return group === undefined ? [] : [[name, withSecrets(group, fields)] as const];
  });
  return { ...args, ...Object.fromEntries(groups) };
}

/** Marks the sensitive values of options as secrets: tokens in `logOpts`, passwords in `proxies`. */
export const withSecretOptions = (options: pulumi.Input<DaemonOptions>): Wrapped =>
  eachField(options, (name, value) => {
    const plain = Object.hasOwn(SENSITIVE, name) ? SENSITIVE[name] : undefined;
    if (plain === undefined) return value;
    return isLater(value) || !isRecord(value)
      ? pulumi.secret(value)
      : eachField(value, (entry, part) => (plain.includes(entry) ? part : pulumi.secret(part)));
  });

function eachField(
  record: pulumi.Input<object>,
  convert: (name: string, value: unknown) => unknown,
): Wrapped {
  if (isLater(record)) return pulumi.output(record).apply((known) => eachField(known, convert));
  if (!isRecord(record)) return record;
  const fields = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields.map(([name, value]) => [name, convert(name, value)]));
}
