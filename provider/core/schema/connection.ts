import { z } from "zod";

/** What a pinned host key looks like: a fingerprint as ssh-keygen prints it, or the key itself as in known_hosts. */
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const PUBLIC_KEY = /^(ssh-[a-z0-9-]+|ecdsa-sha2-[a-z0-9-]+) [A-Za-z0-9+/]+=*( .*)?$/;

const hostKey = z
  .string({
    error:
      "needed, so that nobody else can answer for the host; " +
      'write its fingerprint "SHA256:...", as `ssh-keyscan HOST | ssh-keygen -lf -` prints it',
  })
  .refine((text) => FINGERPRINT.test(text) || PUBLIC_KEY.test(text), {
    error: 'isn\'t a host key; write "SHA256:..." (43 characters follow) or the key, "ssh-ed25519 AAAA..."',
  });

const privateKey = z
  .string()
  .refine((text) => /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text.trimStart()), {
    error: "isn't a private key; give the key's text, not its path: fs.readFileSync(path, \"utf8\")",
  });

const filled = (error: string): z.ZodString => z.string().min(1, { error });

/** How a host is reached. Names are those of Pulumi's command provider where it has one. */
export const Connection = z.strictObject({
  host: filled("is empty; write the host's name or address"),
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
