import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utils } from "ssh2";
import { DaemonError } from "../../../../provider/core/errors";
import { readPrivateKey } from "../../../../provider/edge/ssh/private-key";

const PASSPHRASE = "open sesame";

/** Reads a private key from its text. */
const read = (privateKey: string, passphrase?: string): ReturnType<typeof readPrivateKey> =>
  readPrivateKey({
    kind: "privateKey",
    privateKey,
    source: "connection.privateKey",
    ...(passphrase === undefined ? {} : { passphrase }),
  });

function failure(privateKey: string, passphrase?: string): DaemonError {
  try {
    read(privateKey, passphrase);
  } catch (error) {
    if (error instanceof DaemonError) return error;
    throw error;
  }
  throw new Error("the key was read");
}

interface Encryption {
  readonly cipher?: string;
  readonly passphrase?: string;
}
const ENCRYPTED: Encryption = { cipher: "aes-256-cbc", passphrase: PASSPHRASE };

function pkcs8(type: string, encryption: Encryption = {}): string {
  const format = { type: "pkcs8", format: "pem", ...encryption } as const;
  if (type === "rsa") {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return privateKey.export(format).toString();
  }
  if (type === "ed25519") return generateKeyPairSync("ed25519").privateKey.export(format).toString();
  if (type === "x25519") return generateKeyPairSync("x25519").privateKey.export(format).toString();
  return generateKeyPairSync("ec", { namedCurve: type }).privateKey.export(format).toString();
}

describe.each([
  ["ed25519", "ssh-ed25519"],
  ["rsa", "ssh-rsa"],
  ["prime256v1", "ecdsa-sha2-nistp256"],
  ["secp384r1", "ecdsa-sha2-nistp384"],
  ["secp521r1", "ecdsa-sha2-nistp521"],
])("a PKCS#8 key of the type %s", (type, sshType) => {
  test.each([
    ["unencrypted", {}, undefined],
    ["encrypted", ENCRYPTED, PASSPHRASE],
  ])("signs what its public key verifies: %s", (_name, encryption, passphrase) => {
    const key = read(pkcs8(type, encryption), passphrase);
    expect(key.type).toBe(sshType);
    const data = Buffer.from("data");
    expect(utils.parseKey(`${key.type} ${key.getPublicSSH().toString("base64")}`)).toMatchObject({
      type: sshType,
    });
    expect(key.verify(data, key.sign(data))).toBe(true);
  });
});

test("a key is decrypted once, however often it is used", () => {
  const text = utils.generateKeyPairSync("ed25519", {
    passphrase: PASSPHRASE,
    cipher: "aes256-ctr",
    rounds: 16,
  });
  expect(read(text.private, PASSPHRASE)).toBe(read(text.private, PASSPHRASE));
});

test("the error names where the key is set", () => {
  const read = (): unknown =>
    readPrivateKey({
      kind: "privateKey",
      privateKey: "-----BEGIN PRIVATE KEY-----\nhunter2\n",
      source: "dockerd:privateKey",
    });
  expect(read).toThrow(/^AuthenticationError: dockerd:privateKey cannot be parsed/);
  expect(read).not.toThrow(/hunter2/);
});

const MISSING = "connection.privateKey is encrypted, and no passphrase is set";
const WRONG = "connection.privateKey cannot be decrypted: the passphrase is wrong, or the key is damaged";
const UNREADABLE = "connection.privateKey cannot be parsed: it is incomplete or damaged";

describe("a missing or wrong passphrase", () => {
  const openssh = (cipher: string): string =>
    utils.generateKeyPairSync("ed25519", { passphrase: PASSPHRASE, cipher, rounds: 1 }).private;
  const pem = generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs1", format: "pem", cipher: "aes-128-cbc", passphrase: PASSPHRASE })
    .toString();

  test.each([
    ["OpenSSH, aes256-ctr", openssh("aes256-ctr")],
    ["OpenSSH, aes256-gcm", openssh("aes256-gcm@openssh.com")],
    ["PEM", pem],
    ["PKCS#8", pkcs8("ed25519", ENCRYPTED)],
  ])("is reported: %s", (_name, text) => {
    expect(failure(text).facts).toMatchObject({
      kind: "AuthenticationError",
      step: "connect",
      what: MISSING,
    });
    expect(failure(text, "").facts.what).toBe(MISSING);
    expect(failure(text).facts.remedy).toContain("set connection.privateKeyPassword");
    const wrong = failure(text, "another");
    expect(wrong.facts.what).toBe(WRONG);
    expect(wrong.facts.remedy).toContain("fix connection.privateKeyPassword");
    expect(wrong.message).not.toContain(PASSPHRASE);
  });
});

test.each([
  ["truncated OpenSSH", utils.generateKeyPairSync("ed25519").private.slice(0, 100)],
  ["truncated PKCS#8", pkcs8("rsa").slice(0, 400)],
])("a %s key is refused", (_name, text) => {
  expect(failure(text).facts.what).toBe(UNREADABLE);
});

test.each([
  ["x25519", "is a key of the type x25519"],
  ["secp256k1", "is an EC key on the curve secp256k1"],
])("a key of a type that SSH doesn't support is named: %s", (type, what) => {
  const { facts } = failure(pkcs8(type));
  expect(facts.what).toBe(`connection.privateKey ${what}`);
  expect(facts.remedy).toContain("ssh-keygen -t ed25519");
});

test("a security key is named, encrypted or not", () => {
  // In the format of ssh-keygen the public key precedes the encrypted part.
  const field = (text: string): string => `\0\0\0${String.fromCharCode(text.length)}${text}`;
  const bytes = `openssh-key-v1\0${field("none")}${field("none")}${field("")}\0\0\0\x01${field(field("sk-ssh-ed25519@openssh.com"))}`;
  const body = Buffer.from(bytes, "latin1").toString("base64");
  const { facts } = failure(
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`,
  );
  expect(facts.what).toBe("connection.privateKey is a security key (sk), which signs only with its hardware");
});

const keygen = ((): boolean => {
  try {
    execFileSync("ssh-keygen", ["-?"], { stdio: "ignore" });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
})();

(keygen ? test : test.skip)("the remedy's command converts a key encrypted with chacha20", () => {
  const folder = mkdtempSync(join(tmpdir(), "key-"));
  try {
    const file = join(folder, "KEY");
    const chacha = ["-Z", "chacha20-poly1305@openssh.com"];
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-a", "1", ...chacha, "-N", PASSPHRASE, "-f", file]);
    const { facts } = failure(readFileSync(file, "utf8"), PASSPHRASE);
    expect(facts.what).toBe(
      "connection.privateKey is encrypted with chacha20-poly1305, which is not supported",
    );
    const [, options] = /: ssh-keygen (.*) -f KEY$/.exec(facts.remedy)!;
    execFileSync("ssh-keygen", [...options!.split(" "), "-P", PASSPHRASE, "-N", PASSPHRASE, "-f", file]);
    expect(read(readFileSync(file, "utf8"), PASSPHRASE).type).toBe("ssh-ed25519");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
