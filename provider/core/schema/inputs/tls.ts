import { z } from "zod";
import type { InputField, Values } from "./input";
import { text } from "./types";

const pem = (what: RegExp, error: string): z.ZodString =>
  z.string().refine((pemText) => what.test(pemText), { error });

const certificate = pem(
  /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/m,
  "isn't a certificate; set it to the PEM's text, not its path: fs.readFileSync(path, \"utf8\")",
);

const privateKey = pem(
  /^-----BEGIN (?!ENCRYPTED)[A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----/m,
  "isn't a private key that the engine can read; set it to the text of a PEM without a passphrase",
);

/** The engine's TLS files, as PEM. */
export const TLS = [
  {
    name: "caCertificate",
    type: text(certificate),
    doc:
      "Certificate of the authority that signs clients' certificates, as PEM. It enables `tlsverify`, unless `options` " +
      "set `tls` or `tlsverify`.",
    example: "-----BEGIN CERTIFICATE-----...",
  },
  {
    name: "certificate",
    type: text(certificate),
    required: true,
    doc: "The engine's certificate, as PEM; intermediate certificates may follow it.",
    example: "-----BEGIN CERTIFICATE-----...",
  },
  {
    name: "privateKey",
    type: text(privateKey),
    required: true,
    secret: true,
    doc: "Private key of `certificate`, as PEM without a passphrase. On the host only root can read it.",
    example: "-----BEGIN PRIVATE KEY-----...",
  },
] as const satisfies readonly InputField[];

export type Tls = Values<typeof TLS>;
