import { z } from "zod";

/** A pinned host key: a fingerprint as ssh-keygen prints it, or the key itself as in known_hosts. */
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*( .*)?$/;

const hostKey = z
  .string({
    error:
      "needed, so that nobody else can answer for the host; " +
      'write its fingerprint "SHA256:...", as `ssh-keyscan -t ed25519 HOST | ssh-keygen -lf -` prints it',
  })
  // A file's text ends in a line end.
  .refine((text) => FINGERPRINT.test(text.trim()) || PUBLIC_KEY.test(text.trim()), {
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

const privateKey = z
  .string()
  .refine((text) => /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text.trimStart()), {
    error: "isn't a private key; give the key's text, not its path: fs.readFileSync(path, \"utf8\")",
  });

const filled = (error: string): z.ZodString => z.string().min(1, { error });

/** How a host is reached. Names are those of Pulumi's command provider where it has one. */
export const Connection = z.strictObject({
  host,
  port: z
    .int()
    .refine((port) => port >= 1 && port <= 65535, { error: "isn't a port; write 1 to 65535" })
    .optional(),
  user: filled("is empty; write the user's name, or leave it out").optional(),
  privateKey: privateKey.optional(),
  privateKeyPassword: z.string().optional(),
  agentSocketPath: filled("is empty; write the socket's path, or leave it out").optional(),
  hostKey,
});
export type Connection = z.infer<typeof Connection>;

/** What a stack's config may say once for all connections (`dockerd:user` ...). */
export const CONNECTION_DEFAULTS = [
  "user",
  "port",
  "privateKey",
  "privateKeyPassword",
  "agentSocketPath",
] as const;
