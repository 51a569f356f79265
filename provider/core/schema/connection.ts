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

/** How a host is reached. Names are those of Pulumi's command provider where it has one. */
export const Connection = z.strictObject({
  host: z.string().min(1, { error: "is empty; write the host's name or address" }),
  port: z.int().min(1).max(65535).optional(),
  user: z.string().min(1).optional(),
  privateKey: privateKey.optional(),
  privateKeyPassword: z.string().optional(),
  agentSocketPath: z.string().min(1).optional(),
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
