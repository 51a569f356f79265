import type { Json } from "../../../provider/core/json";

/** A command that verifies that an option is in effect, with its output with and without the option. */
export interface Row {
  readonly name: string;
  readonly value: Json;
  readonly command: string;
  readonly output: string;
  /** Undefined if the engine keeps a removed value: it keeps the bridge's address in its own store. */
  readonly without?: string | RegExp;
}

const info = (field: string): string => `docker info --format '{{${field}}}'`;
const bridge = (field: string): string => `docker network inspect bridge --format '{{${field}}}'`;
const bridgeOption = (name: string): string => bridge(`index .Options "com.docker.network.${name}"`);

/** The engine logs its whole configuration at a reload: returns a command that prints one key of it, or nothing. */
const running = (key: string): string =>
  `c=$(journalctl -u docker -n0 --show-cursor -q | sed -n 's/^-- cursor: //p'); systemctl reload docker; for i in 1 2 3 4 5 6 7 8 9 10; do
   l=$(journalctl -u docker -o cat -q --after-cursor="$c" | grep 'Reloaded configuration'); [ -z "$l" ] || break; sleep 0.2; done;
   printf '%s' "$l" | sed 's/\\\\//g' | grep -oE '"${key}":("[^"]*"|\\[[^]]*\\]|[a-z0-9.]+)' | head -1`;

export const rowsByReload: readonly Row[] = [
  {
    name: "labels",
    value: { a: "1", b: "x=y" },
    command: `${info("json .Labels")} | grep -oE '[ab]=[^"]*' | sort`,
    output: "a=1 b=x=y",
    without: "",
  },
  { name: "debug", value: true, command: info(".Debug"), output: "true", without: "false" },
  {
    name: "registryMirrors",
    value: ["https://m1.example", "https://m2.example:5000"],
    command: info(".RegistryConfig.Mirrors"),
    output: "[https://m1.example/ https://m2.example:5000/]",
    without: "[]",
  },
  {
    name: "insecureRegistries",
    value: ["r.example:5000", "10.20.30.40/16"],
    command: `${info("json .RegistryConfig")} | grep -oE '10.20.0.0/16|"r.example:5000"' | sort -u | xargs`,
    output: "r.example:5000 10.20.0.0/16",
    without: "",
  },
  {
    name: "liveRestore",
    value: true,
    command: info(".LiveRestoreEnabled"),
    output: "true",
    without: "false",
  },
];

export const rowsByRestart: readonly Row[] = [
  {
    name: "dataRoot",
    value: "/srv/docker-data",
    command: info(".DockerRootDir"),
    output: "/srv/docker-data",
    without: "/var/lib/docker",
  },
  // The engine's default: containerd's overlayfs for a new data root since 29, overlay2 before.
  {
    name: "storageDriver",
    value: "vfs",
    command: info(".Driver"),
    output: "vfs",
    without: /^overlay(2|fs)$/,
  },
  {
    name: "logDriver",
    value: "local",
    command: info(".LoggingDriver"),
    output: "local",
    without: "json-file",
  },
  {
    name: "logOpts",
    value: { "max-size": "5m" },
    command: running("max-size"),
    output: '"max-size":"5m"',
    without: "",
  },
  {
    name: "bip",
    value: "172.29.7.1/24",
    command: bridge("(index .IPAM.Config 0).Gateway"),
    output: "172.29.7.1",
  },
  {
    name: "fixedCidr",
    value: "172.29.7.128/25",
    command: bridge("(index .IPAM.Config 0).IPRange"),
    output: "172.29.7.128/25",
    without: "",
  },
  { name: "ipv6", value: true, command: bridge(".EnableIPv6"), output: "true", without: "false" },
  {
    name: "fixedCidrV6",
    value: "fd00:7::/64",
    command: `${bridge("json .IPAM.Config")} | grep -o 'fd00:7::/64' | sort -u`,
    output: "fd00:7::/64",
    without: "",
  },
  { name: "mtu", value: 1400, command: bridgeOption("driver.mtu"), output: "1400", without: "1500" },
  { name: "icc", value: false, command: bridgeOption("bridge.enable_icc"), output: "false", without: "true" },
  {
    name: "ip",
    value: "127.0.0.1",
    command: bridgeOption("bridge.host_binding_ipv4"),
    output: "127.0.0.1",
    without: "0.0.0.0",
  },
  {
    name: "ipMasq",
    value: false,
    command: bridgeOption("bridge.enable_ip_masquerade"),
    output: "false",
    without: "true",
  },
  {
    name: "ipForward",
    value: false,
    command: running("ip-forward"),
    output: "",
    without: '"ip-forward":true',
  },
  { name: "dns", value: ["10.0.0.53"], command: running("dns"), output: '"dns":["10.0.0.53"]', without: "" },
  {
    name: "dnsSearch",
    value: ["corp.example"],
    command: running("dns-search"),
    output: '"dns-search":["corp.example"]',
    without: "",
  },
  {
    name: "defaultAddressPools",
    value: [{ base: "172.80.0.0/16", size: 24 }],
    command:
      "docker network create pools >/dev/null; docker network inspect pools --format '{{(index .IPAM.Config 0).Subnet}}' | grep -o '^172.80'; docker network rm pools >/dev/null",
    output: "172.80",
    without: "",
  },
  {
    name: "group",
    value: "adm",
    command: running("group"),
    output: '"group":"adm"',
    without: '"group":"docker"',
  },
  {
    name: "pidfile",
    value: "/run/dockerd-other.pid",
    command: "cat /run/dockerd-other.pid >/dev/null 2>&1 && echo there",
    output: "there",
    without: "",
  },
  {
    name: "selinuxEnabled",
    value: true,
    command: running("selinux-enabled"),
    output: '"selinux-enabled":true',
    without: "",
  },
];

/**
 * Options that hide the effect of others: the log level hides the journal; without a bridge its options are not
 * visible.
 */
export const rowsAlone: readonly Row[] = [
  {
    name: "logLevel",
    value: "error",
    command:
      "journalctl _SYSTEMD_INVOCATION_ID=$(systemctl show -p InvocationID --value docker) -o cat -q | grep -o 'completed initialization' | sort -u",
    output: "",
    // Logged at a start with level info: the last lines of the previous engine may appear under the new one's id.
    without: "completed initialization",
  },
  {
    name: "bridge",
    value: "none",
    command: "docker network ls --format '{{.Driver}}' | grep bridge",
    output: "",
    without: "bridge",
  },
  { name: "iptables", value: false, command: running("iptables"), output: "", without: '"iptables":true' },
];
