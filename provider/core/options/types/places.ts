import { isAddress } from "./addresses";
import { goUrlFailure } from "./go-url";
import { textThat } from "./basic";

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;

/** `host:port`, `:port` and `[::1]:port`; undefined for anything else. */
export function hostAndPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const [, host = "", port = ""] = /^(\[[^\]]*\]|[^:/\s]*):(\d+)$/.exec(text) ?? [];
  return isPort(port) ? { host: host.replace(/^\[|\]$/g, ""), port } : undefined;
}

/** The address of a listener of the engine. */
export const listenAddress = textThat((text) =>
  hostAndPort(text) === undefined
    ? "isn't an address with a port; write it as in 127.0.0.1:9323 or [::1]:9323"
    : undefined,
);

/** An IP address of one family. */
export const addressOf = (kind: "IPv4" | "IPv6", example: string) =>
  textThat((value) =>
    isAddress(value) && value.includes(":") === (kind === "IPv6")
      ? undefined
      : `isn't an ${kind} address; write it as in ${example}`,
  );

/** An IP address. */
export const address = textThat((value) =>
  isAddress(value) ? undefined : "isn't an IP address; write it as in 10.0.0.1",
);

/** A search domain as in resolv.conf; "." means none. */
export const searchDomain = textThat((text) => {
  const labels = text.replace(/\.$/, "").split(".");
  const good = labels.every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(label));
  return text === "." || (good && /[a-z]/i.test(text))
    ? undefined
    : "isn't a domain; write it as in example.com";
});

/** A proxy's URL; host:port without a scheme means http. The text is never quoted: it may contain a password. */
export const proxyUrl = textThat((text) => {
  if (text === "") return "is empty; leave it out";
  if (!text.includes("://") && hostAndPort(text) !== undefined) return undefined;
  const failure = goUrlFailure(text);
  if (failure !== undefined) return failure;
  if (!URL.canParse(text) || !text.includes("://"))
    return "isn't a URL; write it as in http://proxy.example.com:3128";
  return /^(https?|socks5h?):$/.test(new URL(text).protocol)
    ? undefined
    : "is not a supported kind of proxy; begin it with http://, https:// or socks5://";
});
