// Generated from the catalogue in provider/core/options by `npm run generate`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";

/** dockerd's options: the keys of daemon.json in camelCase. */
export interface DaemonOptions {
  /**
   * Labels of the engine, shown by `docker info` and usable in Swarm placement constraints.
   *
   * A change reloads the engine (since 1.10); taking it away restarts it.
   *
   * @default []
   * @example {"region":"eu","role":"web"}
   */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Keeps containers running while the engine is stopped or restarted. Not for members of a Swarm.
   *
   * A change reloads the engine (since 1.12); taking it away restarts it.
   *
   * @default false
   * @example true
   */
  liveRestore?: pulumi.Input<boolean>;

  /**
   * Where the engine writes its process id.
   *
   * A change restarts the engine.
   *
   * @default "/var/run/docker.pid"
   * @example "/run/docker.pid"
   */
  pidfile?: pulumi.Input<string>;

  /**
   * Confines containers by SELinux, where the host has it switched on.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  selinuxEnabled?: pulumi.Input<boolean>;

  /**
   * Where the engine listens: fd:// (systemd's socket), unix:///path, tcp://address:port. The unit's own -H flags are left out by a drop-in.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example ["fd://","tcp://127.0.0.1:2376"]
   */
  hosts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The group that may use the engine's unix socket. Where systemd makes the socket, docker.socket says it.
   *
   * A change restarts the engine.
   *
   * @default "docker"
   * @example "wheel"
   */
  group?: pulumi.Input<string>;

  /**
   * TLS on tcp listeners. From 20.10 on clients have to show certificates as well, unless tlsverify is false.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  tls?: pulumi.Input<boolean>;

  /**
   * TLS on tcp listeners, with a certificate of tlscacert's authority asked of every client.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  tlsverify?: pulumi.Input<boolean>;

  /**
   * The file on the host with the authority that clients' certificates have to be of.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example "/etc/docker/tls/ca.pem"
   */
  tlscacert?: pulumi.Input<string>;

  /**
   * The file on the host with the engine's certificate.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example "/etc/docker/tls/cert.pem"
   */
  tlscert?: pulumi.Input<string>;

  /**
   * The file on the host with the engine's private key.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example "/etc/docker/tls/key.pem"
   */
  tlskey?: pulumi.Input<string>;

  /**
   * Mirrors that are asked before Docker Hub, in this order. They serve docker.io only.
   *
   * A change reloads the engine (since 17.04); taking it away restarts it.
   *
   * @default []
   * @example ["https://mirror.example.com"]
   */
  registryMirrors?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Registries (host:port or networks) that are asked without TLS, or whose certificates aren't checked.
   *
   * A change reloads the engine (since 1.13); taking it away restarts it.
   *
   * @default []
   * @example ["registry.example.com:5000","10.10.0.0/16"]
   */
  insecureRegistries?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The folder of images, containers and volumes. Nothing is moved: what lies in the old one is hidden.
   *
   * A change restarts the engine.
   *
   * @default "/var/lib/docker"
   * @example "/srv/docker"
   */
  dataRoot?: pulumi.Input<string>;

  /**
   * The storage driver; the engine chooses one by itself. What another driver keeps is hidden.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example "overlay2"
   */
  storageDriver?: pulumi.Input<string>;

  /**
   * Options of the storage driver.
   *
   * A change restarts the engine.
   *
   * @default []
   * @example ["overlay2.override_kernel_check=true"]
   */
  storageOpts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The bridge of containers that name no network: one that is there already, or none.
   *
   * A change restarts the engine.
   *
   * @default "docker0"
   * @example "none"
   */
  bridge?: pulumi.Input<string>;

  /**
   * The address of the default bridge with its prefix length. Containers get theirs from the same network.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example "172.30.0.1/24"
   */
  bip?: pulumi.Input<string>;

  /**
   * The part of the default bridge's network from which containers get their addresses.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example "172.30.0.128/25"
   */
  fixedCidr?: pulumi.Input<string>;

  /**
   * IPv6 on the default bridge. Engines before 28.0 need fixedCidrV6 for it.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  ipv6?: pulumi.Input<boolean>;

  /**
   * The IPv6 network of the default bridge.
   *
   * A change restarts the engine.
   *
   * @default null
   * @example "fd00:1::/64"
   */
  fixedCidrV6?: pulumi.Input<string>;

  /**
   * The MTU of the default bridge, in bytes.
   *
   * A change restarts the engine.
   *
   * @default 1500
   * @example 1450
   */
  mtu?: pulumi.Input<number>;

  /**
   * Lets containers on the default bridge reach each other.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  icc?: pulumi.Input<boolean>;

  /**
   * The host's address to which published ports are bound where a container names none.
   *
   * A change restarts the engine.
   *
   * @default "0.0.0.0"
   * @example "127.0.0.1"
   */
  ip?: pulumi.Input<string>;

  /**
   * Hides containers' addresses behind the host's.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  ipMasq?: pulumi.Input<boolean>;

  /**
   * Switches the host's forwarding of IPv4 packets on at the engine's start. False leaves it as it is.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  ipForward?: pulumi.Input<boolean>;

  /**
   * Lets the engine write iptables rules. Without them published ports and isolation are the host's own business.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  iptables?: pulumi.Input<boolean>;

  /**
   * DNS servers of containers that name none.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default []
   * @example ["10.0.0.53"]
   */
  dns?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * DNS search domains of containers that name none.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default []
   * @example ["example.com"]
   */
  dnsSearch?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Where new networks take their ranges: each gets one of `size` (a prefix length) out of a `base`.
   *
   * A change restarts the engine. It reaches new networks only.
   *
   * @default []
   * @example [{"base":"172.80.0.0/16","size":24}]
   */
  defaultAddressPools?: pulumi.Input<pulumi.Input<{ base: pulumi.Input<string>; size: pulumi.Input<number> }>[]>;

  /**
   * Makes the engine log debug messages.
   *
   * A change reloads the engine (since 1.11); taking it away restarts it.
   *
   * @default false
   * @example true
   */
  debug?: pulumi.Input<boolean>;

  /**
   * The least important messages that the engine logs of itself.
   *
   * A change restarts the engine.
   *
   * @default "info"
   * @example "warn"
   */
  logLevel?: pulumi.Input<"debug" | "info" | "warn" | "error" | "fatal">;

  /**
   * The logging driver of containers that name none: json-file, local, journald, syslog, none or another one.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default "json-file"
   * @example "local"
   */
  logDriver?: pulumi.Input<string>;

  /**
   * Options of the default logging driver. Values are strings, numbers too.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default {}
   * @example {"max-size":"10m","max-file":"3"}
   */
  logOpts?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
