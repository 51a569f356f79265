/** Characters that Go's net/url accepts in the user information of a URL (validUserinfo), besides percent signs. */
const USER_INFO = /^[A-Za-z0-9\-._~!$&'()*+,;=%@:]*$/;

const BAD_ESCAPE = /%(?![0-9a-f]{2})/i;

/**
 * Returns why Go's url.Parse, which dockerd uses, rejects an absolute URL that WHATWG's parser may accept. The URL is never
 * quoted: it may contain a password.
 */
export function goUrlFailure(url: string): string | undefined {
  const [, authority = "", rest = ""] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(at, 0));
  const host = authority.slice(at + 1);
  if (BAD_ESCAPE.test(user))
    return "has a % in its user or password that isn't an escape sequence; write %25 for it";
  if (!USER_INFO.test(user))
    return "has a character in its user or password that URLs don't allow; percent-encode it, as in %20 for a space";
  // A /, ? or # in a password ends the authority, and the text before it is parsed as a port.
  if (rest.includes("@") && /:[^\]:]*$/.test(host) && !/:\d*$/.test(host))
    return "has a /, ? or # in its user or password; write %2F, %3F or %23 for it";
  if (!/^(\[[0-9a-f:.]+(%25[^\]]+)?\]|[^:[\]]*)(:\d*)?$/i.test(host))
    return "has a port that isn't a number; write it as in :3128";
  if (/[%\s<>\\^`{|}]/.test(host.replace(/^\[.*\]/, "")))
    return "has an invalid character in its host; write a name or an address";
  return BAD_ESCAPE.test(rest.replace(/\?[^#]*/, ""))
    ? "has a % in its path or fragment that isn't an escape sequence; write %25 for it"
    : undefined;
}
