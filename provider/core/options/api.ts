import type { Option } from "./option";
import { absolutePath } from "./paths";
import { boolean, stringList, text, textThat } from "./types";

function listenerFailure(entry: string): string | undefined {
  if (entry === "fd://") return undefined;
  const [, scheme, place = ""] = /^([a-z]+):\/\/(.*)$/.exec(entry) ?? [];
  if (scheme === "unix")
    return place.startsWith("/") ? undefined : "has no path; write it as in unix:///var/run/docker.sock";
  if (scheme !== "tcp") return "can't be listened on; write fd://, unix:///path or tcp://address:port";
  const port = Number(/^[^/]*:(\d+)$/.exec(place)?.[1]);
  if (port >= 1 && port <= 65535) return undefined;
  return "needs a port and no path; write it as in tcp://0.0.0.0:2376";
}

/** The sockets by which the host's own tools reach the engine, and by which it is proven that a change took effect. */
const LOCAL = ["fd://", "unix:///var/run/docker.sock", "unix:///run/docker.sock"];

const listeners = stringList(textThat(listenerFailure));

const hosts = {
  ...listeners,
  schema: listeners.schema.refine(
    (list) => Array.isArray(list) && list.some((entry) => LOCAL.includes(String(entry))),
    {
      error:
        "has no local socket: the host's own tools, and this provider, couldn't reach the engine; add fd://",
    },
  ),
};

/** How the engine's API is offered. */
export const api: readonly Option[] = [
  {
    key: "hosts",
    flags: ["--host", "-H"],
    type: hosts,
    since: "1.10",
    default: null,
    doc: "Where the engine listens: fd:// (systemd's socket), unix:///path, tcp://address:port. The unit's own -H flags are left out by a drop-in.",
    example: ["fd://", "tcp://127.0.0.1:2376"],
  },
  {
    key: "group",
    flags: ["--group", "-G"],
    type: text(),
    since: "1.10",
    default: "docker",
    doc: "The group that may use the engine's unix socket. Where systemd makes the socket, docker.socket says it.",
    example: "wheel",
  },
  {
    key: "tls",
    flags: ["--tls"],
    type: boolean,
    since: "1.10",
    default: false,
    doc: "TLS on tcp listeners. From 20.10 on clients have to show certificates as well, unless tlsverify is false.",
    example: true,
  },
  {
    key: "tlsverify",
    flags: ["--tlsverify"],
    type: boolean,
    since: "1.10",
    default: false,
    doc: "TLS on tcp listeners, with a certificate of tlscacert's authority asked of every client.",
    example: true,
  },
  {
    key: "tlscacert",
    flags: ["--tlscacert"],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    doc: "The file on the host with the authority that clients' certificates have to be of.",
    example: "/etc/docker/tls/ca.pem",
  },
  {
    key: "tlscert",
    flags: ["--tlscert"],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    doc: "The file on the host with the engine's certificate.",
    example: "/etc/docker/tls/cert.pem",
  },
  {
    key: "tlskey",
    flags: ["--tlskey"],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    doc: "The file on the host with the engine's private key.",
    example: "/etc/docker/tls/key.pem",
  },
];
