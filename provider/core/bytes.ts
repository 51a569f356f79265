const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Splits bytes, one character each, into ASCII runs, valid UTF-8 sequences and single invalid bytes. */
const PARTS = new RegExp(
  [
    "[\\x00-\\x7f]+",
    "[\\xc2-\\xdf][\\x80-\\xbf]",
    "\\xe0[\\xa0-\\xbf][\\x80-\\xbf]",
    "[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}",
    "\\xed[\\x80-\\x9f][\\x80-\\xbf]",
    "\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}",
    "[\\xf1-\\xf3][\\x80-\\xbf]{3}",
    "\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}",
    "[^]",
  ].join("|"),
  "g",
);

/**
 * Decodes UTF-8 without losing a byte: an invalid byte becomes a lone surrogate from U+DC80 to U+DCFF, as in Python's
 * surrogateescape. `bytesOf` is the inverse.
 */
export function textOf(bytes: Uint8Array): string {
  const raw = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return raw.replace(PARTS, (part) =>
    part.length === 1 && part > "\x7f"
      ? String.fromCharCode(0xdc00 + part.charCodeAt(0))
      : decoder.decode(Uint8Array.from(part, (character) => character.charCodeAt(0))),
  );
}

/** Encodes text as UTF-8; a lone surrogate from U+DC80 to U+DCFF becomes the byte that it encodes. */
export function bytesOf(text: string): Uint8Array {
  const parts = text
    .split(/([\udc80-\udcff])/u)
    .map((part, at) => (at % 2 === 1 ? Uint8Array.of(part.charCodeAt(0) - 0xdc00) : encoder.encode(part)));
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Replaces invalid characters by U+FFFD, as Go's JSON decoder does. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");
