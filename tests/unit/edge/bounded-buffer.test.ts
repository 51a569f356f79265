import { BoundedBuffer } from "../../../provider/edge/bounded-buffer";

test("a buffer returns all bytes, whatever the size of the chunks", () => {
  const text = Buffer.from("0123456789".repeat(500));
  for (const size of [1, 7, 1024, 5000]) {
    const buffer = new BoundedBuffer(10_000);
    for (let at = 0; at < text.length; at += size)
      expect(buffer.add(text.subarray(at, at + size))).toBe(true);
    expect(buffer.bytes.equals(text)).toBe(true);
  }
});

test("a full buffer keeps the beginning and reports that there was more", () => {
  const buffer = new BoundedBuffer(5);
  expect(buffer.add(Buffer.from("abc"))).toBe(true);
  expect(buffer.add(Buffer.from("def"))).toBe(false);
  expect(buffer.bytes.toString()).toBe("abcde");
  expect(buffer.add(Buffer.from("g"))).toBe(false);
  expect(buffer.add(Buffer.alloc(0))).toBe(true);
  expect(buffer.bytes.toString()).toBe("abcde");
});

test("a cleared buffer is empty", () => {
  const buffer = new BoundedBuffer(5);
  buffer.add(Buffer.from("abcde"));
  buffer.clear();
  expect(buffer.length).toBe(0);
  expect(buffer.add(Buffer.from("xyz"))).toBe(true);
  expect(buffer.bytes.toString()).toBe("xyz");
});

test("a chunk can be changed after it was added", () => {
  const buffer = new BoundedBuffer(5);
  const chunk = Buffer.from("abc");
  buffer.add(chunk);
  chunk.fill("x");
  expect(buffer.bytes.toString()).toBe("abc");
});
