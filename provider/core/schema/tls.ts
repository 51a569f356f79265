import { z } from "zod";

const pem = (what: RegExp, error: string): z.ZodString =>
  z.string().refine((text) => what.test(text), { error });

const certificate = pem(
  /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/m,
  "isn't a certificate; give the PEM's text, not its path: fs.readFileSync(path, \"utf8\")",
);

const privateKey = pem(
  /^-----BEGIN (?!ENCRYPTED)[A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----/m,
  "isn't a private key that the engine can read; give the text of a PEM without a password",
);

/** The engine's TLS files, as PEM. */
export const Tls = z.strictObject({
  caCertificate: certificate.optional(),
  certificate,
  privateKey,
});
export type Tls = z.infer<typeof Tls>;
