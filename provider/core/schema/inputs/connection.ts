import { z } from "zod";
import type { InputField, InputType, Values } from "./input";
import { filled, text } from "./types";

/** A pinned host key: a fingerprint as ssh-keygen prints it, or the key itself as in known_hosts. */
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*( .*)?$/;

const NO_HOST_KEY =
  "required, so that no other machine can pose as the host; " +
  'write its fingerprint "SHA256:...", as `ssh-keyscan -t ed25519 HOST | ssh-keygen -lf -` prints it';

export const hostKey = z
  .string({ error: ({ input }) => (input === undefined ? NO_HOST_KEY : undefined) })
  // A file's text ends in a line end.
  .refine((key) => FINGERPRINT.test(key.trim()) || PUBLIC_KEY.test(key.trim()), {
    error: 'isn\'t a host key; write "SHA256:..." (43 characters follow) or the key, "ssh-ed25519 AAAA..."',
  });

/** What doesn't belong into a host's name or address, and where it goes. */
const HOST_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^$/, "is empty; write the host's name or address"],
  [/\s/, "has white space; write the host's name or address alone"],
  [/:\/\//, "is a URL; write the host's name or address alone"],
  [/@/, "names a user; write the host alone, and the user as connection.user"],
  [/^\[.*\]$/, "has brackets; write the IPv6 address without them"],
  // An IPv6 address has at least two colons.
  [/^[^:]*:\d*$|\]:\d+$/, "names a port; write the host alone, and the port as connection.port"],
  [/[/\\[\]]/, "isn't a host; write its name or address"],
];

const host = z.string().check(({ value, issues }) => {
  const [, message] = HOST_FAULTS.find(([fault]) => fault.test(value)) ?? [];
  if (message !== undefined) issues.push({ code: "custom", input: value, message });
});

const user = z.string().min(1, { error: "is empty; write the user's name, or leave it out" });

export const port = z
  .int()
  .refine((number) => number >= 1 && number <= 65535, { error: "isn't a port; write 1 to 65535" });

const privateKey = z
  .string()
  .refine((key) => /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(key.trimStart()), {
    error: "isn't a private key; set it to the key's text, not its path: fs.readFileSync(path, \"utf8\")",
  });

/** What a connection uses if program, stack config and environment don't set it. */
export const CONNECTION_FALLBACKS = { port: 22, user: "root" } as const;

/** A server on the way to a host. */
const jumpHost = z.strictObject({ host, port: port.optional(), user: user.optional(), hostKey });

const jumpHosts = z.array(jumpHost).check(({ value, issues }) => {
  value.forEach((jump, at) => {
    const name = `${jump.user ?? ""}@${jump.host}:${jump.port ?? ""}`;
    const isTwice = value
      .slice(0, at)
      .some((other) => `${other.user ?? ""}@${other.host}:${other.port ?? ""}` === name);
    const message = "is listed twice; remove one of the two";
    if (isTwice) issues.push({ code: "custom", input: jump, path: [at], message });
  });
});

type JumpHost = z.infer<typeof jumpHost>;

/** The connection to a host. Names are those of Pulumi's command provider where it has one. */
export const CONNECTION = [
  {
    name: "host",
    type: text(host),
    required: true,
    concerns: "address",
    doc: "Name or address of the host, without user and port. An IPv6 address has no brackets.",
    example: "10.0.0.11",
  },
  {
    name: "port",
    type: { shape: z.int(), schema: port, plain: "number" },
    config: { fallback: CONNECTION_FALLBACKS.port },
    concerns: "address",
    doc: "TCP port of the host's SSH server.",
    example: 2222,
  },
  {
    name: "hostKey",
    type: text(hostKey),
    required: true,
    concerns: "address",
    doc:
      "SSH host key of the host, any of its keys: the fingerprint (`SHA256:...`, as printed by " +
      "`ssh-keyscan -t ed25519 HOST | ssh-keygen -lf -`) or the public key (`ssh-ed25519 AAAA...`). " +
      "The connection is refused if the host presents another key.",
    example: "SHA256:...",
  },
  {
    name: "user",
    type: text(user),
    config: { fallback: CONNECTION_FALLBACKS.user },
    doc: "User to log in as: root, or a user with passwordless sudo.",
    example: "ops",
  },
  {
    name: "privateKey",
    type: text(privateKey),
    secret: true,
    config: {},
    doc: "Private key to log in with: its text, not its path, in OpenSSH, PEM or PKCS#8 format.",
    example: "-----BEGIN OPENSSH PRIVATE KEY-----...",
  },
  {
    name: "privateKeyPassword",
    type: text(),
    secret: true,
    config: {},
    doc: "Passphrase of `privateKey`.",
  },
  {
    name: "agentSocketPath",
    type: filled("is empty; write the socket's path, or leave it out"),
    config: { variable: "SSH_AUTH_SOCK" },
    doc: "Path of the SSH agent's socket on the machine that runs Pulumi. Used if no private key is set.",
    example: "/run/user/1000/ssh-agent.sock",
  },
  {
    name: "jumpHosts",
    type: {
      shape: z.array(jumpHost),
      schema: jumpHosts,
      plain: "JumpHostArgs[]",
      input: "pulumi.Input<JumpHostArgs>[]",
    } satisfies InputType<readonly JumpHost[]>,
    doc:
      "SSH servers between the machine that runs Pulumi and the host (bastions), the nearest first: `host`, `hostKey`, and if " +
      "they differ from 22 and the host's user, `port` and `user`. Each is logged in to with the host's key or agent, and " +
      "must allow TCP forwarding. Hosts behind the same jump hosts share one connection to them.",
    example: [{ host: "bastion.example.com", hostKey: "SHA256:..." }],
  },
] as const satisfies readonly InputField[];

export type Connection = Values<typeof CONNECTION>;

type FromConfig = Extract<(typeof CONNECTION)[number], { readonly config: object }>;

/** What the stack's config may set once for all connections (`dockerd:user` ...). */
export const CONNECTION_DEFAULTS: readonly FromConfig["name"][] = CONNECTION.flatMap((field) =>
  "config" in field ? [field.name] : [],
);
