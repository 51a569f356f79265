import type { Json } from "../../../../provider/core/json";
import { catalogue, flagNames, flagsWithoutKey, optionByKey } from "../../../../provider/core/options";

test.each<[string, string[], Json | undefined]>([
  ["debug", ["true"], true],
  ["debug", ["true", "0"], false],
  ["debug", ["yes"], undefined],
  ["mtu", ["1450"], 1450],
  ["mtu", ["big"], undefined],
  ["mtu", ["0x5dc"], 1500],
  ["mtu", ["02700"], 1472],
  ["mtu", ["0o2700"], 1472],
  ["mtu", ["0b101"], 5],
  ["mtu", ["1_500"], 1500],
  ["mtu", ["0"], 0],
  ["mtu", ["1500x"], undefined],
  ["mtu", ["09"], undefined],
  ["mtu", ["1e3"], undefined],
  ["mtu", [""], undefined],
  ["shutdown-timeout", ["-1"], -1],
  ["shutdown-timeout", ["-0x10"], -16],
  ["data-root", ["/a", "/b"], "/b"],
  ["labels", ["a=1", "b=x=y"], ["a=1", "b=x=y"]],
  ["labels", ["a"], undefined],
  ["log-opts", ["max-size=1m", "tag=a=b"], { "max-size": "1m", tag: "a=b" }],
  ["log-opts", ["max-size"], undefined],
  ["hosts", ["fd://", "tcp://h:1"], ["fd://", "tcp://h:1"]],
  ["storage-opts", ["dm.fs=xfs"], ["dm.fs=xfs"]],
  [
    "default-ulimits",
    ["nofile=1024:2048", "core=0"],
    { nofile: { Name: "nofile", Hard: 2048, Soft: 1024 }, core: { Name: "core", Hard: 0, Soft: 0 } },
  ],
  ["default-ulimits", ["nofile"], undefined],
  ["runtimes", ["r=/usr/bin/r", "s=s"], { r: { path: "/usr/bin/r" }, s: { path: "s" } }],
  ["runtimes", ["r"], undefined],
  ["default-address-pools", ["base=10.0.0.0/8,size=24"], [{ base: "10.0.0.0/8", size: 24 }]],
  ["default-address-pools", ["base=10.0.0.0/8"], undefined],
  [
    "default-network-opts",
    ["bridge=a=1", "bridge=b=x=y", "macvlan=c=2"],
    { bridge: { a: "1", b: "x=y" }, macvlan: { c: "2" } },
  ],
  ["default-network-opts", ["bridge=a"], undefined],
  ["features", ["cdi", "buildkit=false"], { cdi: true, buildkit: false }],
  ["features", ["cdi=maybe"], undefined],
  ["nri-opts", ["enable=true,plugin-path=/p"], { enable: true, "plugin-path": "/p" }],
  ["nri-opts", ["enable"], undefined],
])("the flag of %s with %j is %j in daemon.json", (key, values, expected) => {
  expect(optionByKey(key)?.type.flag.read(values)).toEqual(expected);
});

test.each(catalogue.filter(({ flags }) => flags.length > 0).map((option) => [option.key, option] as const))(
  "%s: an invalid value of its flag doesn't throw",
  (_key, { type }) => {
    expect(["switch", "value", "values"]).toContain(type.flag.takes);
    expect(() => type.flag.read(["\u0000"])).not.toThrow();
  },
);

test("every flag of old releases has an option or a note", () => {
  const old =
    `-d --daemon -D --debug -e --exec-driver -g --graph --icc -icc -l --log-level --label -p --pidfile -G --group
    -H --host --tls --tlscacert --tlscert --tlskey --tlsverify --api-enable-cors -api-enable-cors --api-cors-header -s
    --storage-driver --selinux-enabled --storage-opt --insecure-registry --registry-mirror -b --bridge --bip -bip
    --fixed-cidr --fixed-cidr-v6 --dns -dns --dns-search --ip -ip --ip-forward -ip-forward --ip-masq --iptables
    -iptables --ipv6 --mtu -mtu -r --restart`.split(/\s+/);
  const known = [...catalogue.flatMap(flagNames), ...flagsWithoutKey.flatMap(({ names }) => names)];
  expect(old.filter((flag) => !known.includes(flag))).toEqual([]);
});
