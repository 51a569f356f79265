import { optionByName } from "../../../../provider/core/options";
import type { Json } from "../../../../provider/core/json";

/** Returns an option's failures for a value, each with its path. */
function failures(name: string, value: Json): string[] {
  const parsed = optionByName(name)!.type.schema.safeParse(value);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

describe("registryMirrors", () => {
  test.each([
    ["https://mirror.example.com"],
    ["https://mirror.example.com/"],
    ["http://10.0.0.1:5000"],
    ["https://[2001:db8::1]:5000"],
    ["HTTPS://Mirror.Example.com"],
  ])("accepts %s", (url) => {
    expect(failures("registryMirrors", [url])).toEqual([]);
  });

  test.each([
    ["mirror.example.com", "has no scheme; begin it with https:// (or http://)"],
    ["mirror.example.com:5000", "has no scheme; begin it with https:// (or http://)"],
    ["", "has no scheme; begin it with https:// (or http://)"],
    ["https://", "isn't a URL; write https://host or https://host:port"],
    ["https://a b", "has an invalid character in its host; write a name or an address"],
    ["https://mirror:99999", "isn't a URL; write https://host or https://host:port"],
    ["ftp://mirror", "uses ftp, which mirrors don't support; begin it with https://"],
    ["https://u@mirror", "has a user or password, which dockerd rejects in a mirror's URL; leave them out"],
    [
      "https://u:hunter2@mirror",
      "has a user or password, which dockerd rejects in a mirror's URL; leave them out",
    ],
    ["https://mirror?a=1", "has a query or fragment, which dockerd rejects; end it after the host"],
    ["https://mirror#a", "has a query or fragment, which dockerd rejects; end it after the host"],
  ])("refuses %j with the remedy", (url, message) => {
    expect(failures("registryMirrors", ["https://good", url])).toEqual([`1: ${message}`]);
  });

  test.each([
    "u:hunter2@mirror",
    "ftp://u:hunter2@mirror",
    "https://u:hunter2@mirror",
    "https://u:hunter2@mirror:99999",
    "https://u:hunter2@mirror/?token=hunter2#hunter2",
  ])("never quotes a password: %s", (url) => {
    const messages = failures("registryMirrors", [url]);
    expect(messages).toHaveLength(1);
    expect(messages.join()).not.toContain("hunter2");
  });
});

describe("labels", () => {
  const RESERVED =
    "the namespaces com.docker.*, io.docker.* and org.dockerproject.* are reserved by Docker; use another name";

  test.each([
    ["region", "eu"],
    ["empty", ""],
    ["com.example.role", "web"],
    ["com.dockerx", "a"],
    ["value", "a=b"],
  ])("accepts %s=%s", (name, value) => {
    expect(failures("labels", { [name]: value })).toEqual([]);
  });

  test.each([
    ["", "a label must have a name; write { name: value }"],
    ["a=b", "a label's name can't contain \"=\"; move the rest into the value"],
    ["com.docker.role", RESERVED],
    ["io.docker.role", RESERVED],
    ["org.dockerproject.role", RESERVED],
    ["COM.Docker.role", RESERVED],
  ])("refuses the name %j with the remedy", (name, message) => {
    expect(failures("labels", { good: "1", [name]: "hunter2" })).toEqual([`${name}: ${message}`]);
  });

  test("reports all invalid names at once", () => {
    expect(failures("labels", { "": "1", "a=b": "2", "io.docker.x": "3" })).toHaveLength(3);
  });
});
