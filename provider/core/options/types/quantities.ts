import { textThat } from "./basic";

/** A size as dockerd reads it: a number, then b, k, m, g, t or p, with an optional "i" or "b". */
const SIZE = /^\d+(\.\d+)? ?(b|[kmgtp]i?b?)?$/i;

/** A size in bytes, of 1 or more. */
export const size = textThat((text) => {
  if (!SIZE.test(text)) return 'isn\'t a size; write a number with a unit, as in "10GB" or "512m"';
  return parseFloat(text) === 0
    ? 'the engine treats 0 as its default; write a size, as in "10GB", or leave it out'
    : undefined;
});

/** A duration as Go writes it, `48h` or `1h30m`, or whole seconds. */
const DURATION = /^(\d+|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;

export const duration = textThat((text) =>
  DURATION.test(text) ? undefined : 'isn\'t a duration; write it as in "48h" or "1h30m"',
);
