import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { hostKey, port } from "../../provider/core/schema/inputs/connection";

const NAME = /^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/;
const WORD = /^[A-Za-z0-9_.:][A-Za-z0-9_.:-]*$/;

// Names and addresses become words of ssh's configuration, unescaped.
const Host = z.strictObject({
  name: z
    .string()
    .regex(NAME, { error: "isn't a plain name; write letters, digits, dots and dashes" })
    .optional(),
  address: z
    .string({ error: "required: the host's name or address" })
    .regex(WORD, { error: "isn't a host's name or address" }),
  port: port.default(22),
  user: z.string().regex(WORD, { error: "isn't a user's name" }).default("root"),
  hostKey,
  privateKeyFile: z
    .string()
    .min(1, { error: "is empty; write a path, or leave it out for the SSH agent" })
    .optional(),
});

const Inventory = z.strictObject(
  {
    hosts: z
      .array(Host, { error: 'required: a list of hosts, { "hosts": [ ... ] }' })
      .min(1, { error: "is empty; add at least one host" }),
  },
  { error: 'isn\'t an object; write { "hosts": [ ... ] }' },
);

/** A host of an inventory, with defaults for everything optional. */
export interface InventoryHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly hostKey: string;
  readonly privateKeyFile?: string;
}

/**
 * Parses an inventory's text; paths in it are relative to the inventory's folder.
 *
 * @throws Error with all errors, one line each
 */
export function parseInventory(text: string, folder: string): readonly InventoryHost[] {
  const parsed = Inventory.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(parsed.error.issues.flatMap(textsOf).join("\n"));
  const hosts = parsed.data.hosts.map(({ name, address, port, user, hostKey, privateKeyFile }) => ({
    name: name ?? address.replaceAll(":", "-"),
    ...{ address, port, user, hostKey },
    ...(privateKeyFile === undefined ? {} : { privateKeyFile: resolve(folder, privateKeyFile) }),
  }));
  const twin = hosts.findIndex(({ name }, at) => hosts.findIndex((other) => other.name === name) < at);
  if (twin !== -1)
    throw new Error(`hosts[${twin}].name: ${hosts[twin]?.name ?? ""} is the name of another host`);
  return hosts;
}

/** Reads an inventory file, and fails if a private key can't be read. */
export function readInventory(file: string): readonly InventoryHost[] {
  const hosts = parseInventory(readFileSync(file, "utf8"), dirname(resolve(file)));
  for (const { privateKeyFile } of hosts) if (privateKeyFile !== undefined) readFileSync(privateKeyFile);
  return hosts;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`isn't JSON: ${(error as Error).message}`, { cause: error });
  }
}

function textsOf(issue: z.core.$ZodIssue): string[] {
  const path = issue.path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("");
  const at = path.replace(/^\./, "");
  if (issue.code !== "unrecognized_keys") return [`${at === "" ? "inventory" : at}: ${issue.message}`];
  const known =
    at === "" ? "known is hosts" : "known are name, address, port, user, hostKey and privateKeyFile";
  return issue.keys.map((key) => `${at === "" ? key : `${at}.${key}`}: unknown; ${known}`);
}

/** Returns a configuration with which ssh reaches the hosts by name, and trusts only the keys in `knownHosts`. */
export function sshConfig(hosts: readonly InventoryHost[], knownHosts: string): string {
  const all = [
    "Host *",
    "  BatchMode yes",
    "  ConnectTimeout 10",
    "  StrictHostKeyChecking yes",
    `  UserKnownHostsFile ${knownHosts}`,
    "  GlobalKnownHostsFile /dev/null",
  ];
  const each = hosts.flatMap(({ name, address, port, user, privateKeyFile }) => [
    `Host ${name}`,
    `  HostName ${address}`,
    `  Port ${port}`,
    `  User ${user}`,
    `  HostKeyAlias ${name}`,
    ...(privateKeyFile === undefined ? [] : [`  IdentityFile "${privateKeyFile}"`, "  IdentitiesOnly yes"]),
  ]);
  return [...each, ...all, ""].join("\n");
}
