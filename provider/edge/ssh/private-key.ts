import { createPrivateKey, type KeyObject } from "node:crypto";
import { type ParsedKey, utils } from "ssh2";
import { DaemonError } from "../../core/errors";
import type { PrivateKeyAuth } from "../../core/connection/settings";

/** Why a key can't be used, with the remedy. */
interface Problem {
  readonly what: string;
  readonly remedy: string;
}

/**
 * Caches parsed keys. Decrypting one takes 0.6 s (bcrypt with the 16 rounds of ssh-keygen) and blocks the process, which
 * serves all hosts.
 */
const known = new Map<string, ParsedKey | Problem>();

/** Parses and decrypts a private key. @throws DaemonError */
export function readPrivateKey(auth: PrivateKeyAuth): ParsedKey {
  const id = JSON.stringify([auth.privateKey, auth.passphrase]);
  const read = known.get(id) ?? parse(auth.privateKey, auth.passphrase);
  known.set(id, read);
  if (!("remedy" in read)) return read;
  const what = `${auth.source} ${read.what}`;
  throw new DaemonError({ kind: "AuthenticationError", step: "connect", what, remedy: read.remedy });
}

function parse(text: string, passphrase: string | undefined): ParsedKey | Problem {
  const unsupported = unsupportedKey(text);
  if (unsupported !== undefined) return unsupported;
  // To ssh-keygen an empty passphrase is none.
  if (isEncrypted(text) && (passphrase ?? "") === "") return ENCRYPTED;
  const readable = /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text.trim())
    ? fromPkcs8(text, passphrase)
    : text;
  if (typeof readable !== "string") return readable;
  const key = utils.parseKey(readable, passphrase);
  if ("sign" in key) return key;
  return isEncrypted(text) ? WRONG_PASSPHRASE : UNREADABLE;
}

const ENCRYPTED: Problem = {
  what: "is encrypted, and no passphrase is set",
  remedy: "set connection.privateKeyPassword, or dockerd:privateKeyPassword in the stack's config",
};
const WRONG_PASSPHRASE: Problem = {
  what: "cannot be decrypted: the passphrase is wrong, or the key is damaged",
  remedy:
    "fix connection.privateKeyPassword (or dockerd:privateKeyPassword); test it with `ssh-keygen -y -f KEY`",
};
const UNREADABLE: Problem = {
  what: "cannot be parsed: it is incomplete or damaged",
  remedy: "set it to the whole text of an OpenSSH or PEM private key, from its BEGIN to its END line",
};

/** Decodes a key in OpenSSH's format, which has its cipher and public key unencrypted. */
const opensshBytes = (text: string): Buffer =>
  text.includes("-----BEGIN OPENSSH PRIVATE KEY-----")
    ? Buffer.from(text.replace(/-----[^\n]*/g, ""), "base64")
    : Buffer.alloc(0);

function isEncrypted(text: string): boolean {
  if (/BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(text)) return true;
  return opensshBytes(text).includes("bcrypt");
}

function unsupportedKey(text: string): Problem | undefined {
  const bytes = opensshBytes(text);
  if (bytes.includes("sk-ssh-ed25519@openssh.com") || bytes.includes("sk-ecdsa-sha2-")) {
    return unsupportedType("a security key (sk), which signs only with its hardware");
  }
  // ssh2 1.17 supports this cipher for connections only.
  if (bytes.includes("chacha20-poly1305@openssh.com")) {
    return {
      what: "is encrypted with chacha20-poly1305, which is not supported",
      remedy: "encrypt it with another cipher: ssh-keygen -p -Z aes256-ctr -f KEY",
    };
  }
  return undefined;
}

const unsupportedType = (kind: string): Problem => ({
  what: `is ${kind}`,
  remedy: "set it to an ed25519, ECDSA (P-256, P-384, P-521) or RSA key: ssh-keygen -t ed25519",
});

/** Converts a PKCS#8 key (from openssl, or Pulumi's tls.PrivateKey) to a format that ssh2 can parse. */
function fromPkcs8(text: string, passphrase: string | undefined): string | Problem {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    // OpenSSL's message names its own functions, which doesn't help a user.
    return isEncrypted(text) ? WRONG_PASSPHRASE : UNREADABLE;
  }
  switch (key.asymmetricKeyType) {
    case "ed25519":
      return openssh(key);
    case "rsa":
      return key.export({ type: "pkcs1", format: "pem" }).toString();
    case "ec":
      return SSH_CURVES.includes(key.asymmetricKeyDetails?.namedCurve ?? "")
        ? key.export({ type: "sec1", format: "pem" }).toString()
        : unsupportedType(`an EC key on the curve ${key.asymmetricKeyDetails?.namedCurve ?? "?"}`);
    default:
      return unsupportedType(`a key of the type ${key.asymmetricKeyType ?? "?"}`);
  }
}

/** OpenSSL's names of the curves that SSH supports. */
const SSH_CURVES = ["prime256v1", "secp384r1", "secp521r1"];

/** Encodes an ed25519 key in OpenSSH's format (PROTOCOL.key in its sources), the only one that ssh2 parses for this type. */
function openssh(key: KeyObject): string {
  const { d = "", x = "" } = key.export({ format: "jwk" });
  const [secret, point] = [Buffer.from(d, "base64url"), Buffer.from(x, "base64url")];
  const pub = Buffer.concat([field("ssh-ed25519"), field(point)]);
  // Two equal check numbers (a wrong passphrase makes them differ), the key, its comment.
  const secrets = [Buffer.alloc(8), pub, field(Buffer.concat([secret, point])), field("")];
  const bytes = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map(field),
    Buffer.from([0, 0, 0, 1]),
    field(pub),
    field(padded(Buffer.concat(secrets))),
  ]);
  const lines = bytes.toString("base64").replace(/(.{70})(?=.)/g, "$1\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function field(value: string | Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([length, Buffer.from(value)]);
}

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (bytes.length % 8)) % 8))]);
