import * as pulumi from "@pulumi/pulumi";
import { type DaemonArgs, SECRET_FIELDS } from "./inputs.gen";
import { type DaemonOptions, SENSITIVE } from "./options.gen";
import { isLater, isRecord } from "./shape";

type Wrapped = pulumi.Input<pulumi.Inputs>;

/**
 * A record whose sensitive fields are secrets, whatever they were given as. What is no record goes on as it is, so that
 * the check can tell.
 */
export const withSecrets = (record: pulumi.Input<object>, names: readonly string[]): Wrapped =>
  eachField(record, (name, value) => (names.includes(name) ? pulumi.secret(value) : value));

/** A `Daemon`'s inputs with their secret fields marked as secrets. */
export function withSecretInputs(args: DaemonArgs): pulumi.Inputs {
  const groups = SECRET_FIELDS.flatMap(([name, fields]) => {
    const group = args[name];
    return group === undefined ? [] : [[name, withSecrets(group, fields)] as const];
  });
  return { ...args, ...Object.fromEntries(groups) };
}

/** Options whose sensitive values are secrets: tokens in `logOpts`, passwords in `proxies`. */
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
