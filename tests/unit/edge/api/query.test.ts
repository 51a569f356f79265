import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { connect, createServer as createSocketServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { query } from "../../../../provider/edge/api/query";

let folder: string;
let server: Server | undefined;
const sockets = new Set<Socket>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "query-"));
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  const open = server;
  server = undefined;
  if (open !== undefined) await new Promise((resolve) => open.close(resolve));
  rmSync(folder, { recursive: true });
});

/** Serves on a unix socket and connects to it. */
async function connected(made: Server): Promise<Socket> {
  server = made;
  const path = join(folder, "docker.sock");
  made.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => made.listen(path, resolve));
  const socket = connect(path);
  sockets.add(socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

const http = (listener: RequestListener): Promise<Socket> => connected(createServer(listener));
/** Connects to a server without HTTP, which sends `answer` and may close the connection. */
const raw = (answer: string, hangUp: boolean): Promise<Socket> =>
  connected(
    createSocketServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => (hangUp ? socket.end(answer) : socket.write(answer)));
    }),
  );

test("all requests are sent at once over one stream, which is closed afterwards", async () => {
  const requests: unknown[] = [];
  const stream = await http((request, response) => {
    requests.push([request.method, request.url, request.headers.host]);
    response.end(JSON.stringify({ path: request.url, name: "ä" }));
  });
  await expect(query(stream, ["/version", "/info"], 5)).resolves.toEqual([
    { path: "/version", name: "ä" },
    { path: "/info", name: "ä" },
  ]);
  expect(requests).toEqual([
    ["GET", "/version", "docker"],
    ["GET", "/info", "docker"],
  ]);
  expect(stream.writableEnded).toBe(true);
});

test("a response in many small chunks is parsed as one", async () => {
  const text = JSON.stringify({ Labels: Array.from({ length: 500 }, (_, at) => `n${at}=ä`) });
  const stream = await http((_request, response) => {
    for (const byte of Buffer.from(text)) response.write(Buffer.of(byte));
    response.end();
  });
  await expect(query(stream, ["/info", "/version"], 5)).resolves.toEqual([
    JSON.parse(text),
    JSON.parse(text),
  ]);
});

test("an error response has the API's message", async () => {
  const stream = await http((_request, response) => {
    response.writeHead(500).end('{"message":"no space left on device"}\n');
  });
  await expect(query(stream, ["/info"], 5)).rejects.toThrow(/^GET \/info: 500 .*no space left on device/);
});

test.each([
  ["a response without HTTP", "garbage\r\n\r\n", true, /^GET \/info: the response is not HTTP: garbage$/],
  [
    "a closed stream without a response",
    "",
    true,
    /^GET \/info: the engine closed the connection without a response$/,
  ],
  [
    "half a response",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    true,
    /^GET \/info: the response is incomplete$/,
  ],
  ["no response in time", "", false, /^no response within 0\.1 s$/],
  [
    "half a response in time",
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
    false,
    /^no response within 0\.1 s$/,
  ],
])("%s is an error", async (_name, answer, hangUp, message) => {
  const stream = await raw(answer, hangUp);
  await expect(query(stream, ["/info"], hangUp ? 5 : 0.1)).rejects.toThrow(message);
  expect(stream.writable).toBe(false);
});

test("a stream that breaks is an error with its reason", async () => {
  const stream = await raw("HTTP/1.1 200 OK\r\n", false);
  const asking = query(stream, ["/info"], 5);
  stream.destroy(new Error("the network is gone"));
  await expect(asking).rejects.toThrow("the network is gone");
});

test("an endless response fails", async () => {
  const megabyte = Buffer.alloc(1024 * 1024, "a");
  const stream = await http((_request, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write(megabyte, () => setImmediate(more));
    };
    more();
  });
  await expect(query(stream, ["/info"], 5)).rejects.toThrow("the response is too large");
  expect(stream.destroyed).toBe(true);
});

test("a stream that was paused with the first bytes of a response continues", async () => {
  const stream = await http((_request, response) => response.end("{}"));
  stream.pause();
  await expect(query(stream, ["/info"], 5)).resolves.toEqual([{}]);
});
