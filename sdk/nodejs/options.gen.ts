// Generated from the catalogue in provider/core/options by `npm run generate`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";

/** dockerd's options: the keys of daemon.json in camelCase. */
export interface DaemonOptions {
  /**
   * Labels of the engine, shown by `docker info` and usable in Swarm placement constraints.
   *
   * A change reloads the engine; taking it away restarts it.
   *
   * @default []
   * @example {"region":"eu","role":"web"}
   */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Keeps containers running while the engine is stopped or restarted. Not for members of a Swarm.
   *
   * A change reloads the engine; taking it away restarts it.
   *
   * @default false
   * @example true
   */
  liveRestore?: pulumi.Input<boolean>;

  /**
   * How many seconds a stopping engine waits for its containers before it kills them. -1 waits as long as they take.
   *
   * A change reloads the engine; taking it away restarts it.
   *
   * @default 15
   * @example 60
   */
  shutdownTimeout?: pulumi.Input<number>;

  /**
   * How many seconds a container gets to stop before it is killed, where neither it nor the request says so.
   *
   * A change reloads the engine; taking it away restarts it. Since engine 29.7.
   *
   * @default 10
   * @example 30
   */
  defaultStopTimeout?: pulumi.Input<number>;

  /**
   * The folder of what the engine keeps of running containers. It belongs on a file system that is empty after a boot.
   *
   * A change restarts the engine.
   *
   * @default "/var/run/docker"
   * @example "/run/docker"
   */
  execRoot?: pulumi.Input<string>;

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
   * The socket of the containerd to use. Without it the engine takes the system's, and starts its own where there is none.
   *
   * A change restarts the engine.
   *
   * @default the engine chooses
   * @example "/run/containerd/containerd.sock"
   */
  containerd?: pulumi.Input<string>;

  /**
   * The namespace in containerd that holds the engine's containers. Those of another one are no longer seen.
   *
   * A change restarts the engine. Since engine 19.03.3.
   *
   * @default "moby"
   * @example "moby-blue"
   */
  containerdNamespace?: pulumi.Input<string>;

  /**
   * Has a containerd that the engine starts itself serve Kubernetes' runtime interface as well.
   *
   * A change restarts the engine. Since engine 18.09.
   *
   * @default false
   * @example true
   */
  criContainerd?: pulumi.Input<boolean>;

  /**
   * Switches on what an engine counts as experimental: metricsAddr before 20.10, ip6tables before 27.0.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  experimental?: pulumi.Input<boolean>;

  /**
   * Where the engine offers its metrics to Prometheus, to whoever asks. Engines before 20.10 need experimental for it.
   *
   * A change restarts the engine.
   *
   * @default the engine chooses
   * @example "127.0.0.1:9323"
   */
  metricsAddr?: pulumi.Input<string>;

  /**
   * Rootless mode, for an engine that RootlessKit runs without root. It needs no declaration there.
   *
   * A change restarts the engine. Since engine 19.03.
   *
   * @default false
   * @example false
   */
  rootless?: pulumi.Input<boolean>;

  /**
   * Where the engine listens: fd:// (systemd's socket), unix:///path, tcp://address:port. The unit's own -H flags are left out by a drop-in.
   *
   * A change restarts the engine.
   *
   * @default the engine chooses
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
   * Uses TLS on tcp listeners. Since 20.10 clients need a certificate of tlscacert's authority too, unless tlsverify is false.
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
   * @default the engine chooses
   * @example "/etc/docker/tls/ca.pem"
   */
  tlscacert?: pulumi.Input<string>;

  /**
   * The file on the host with the engine's certificate.
   *
   * A change restarts the engine.
   *
   * @default the engine chooses
   * @example "/etc/docker/tls/cert.pem"
   */
  tlscert?: pulumi.Input<string>;

  /**
   * The file on the host with the engine's private key. The engine takes no encrypted one.
   *
   * A change restarts the engine.
   *
   * @default the engine chooses
   * @example "/etc/docker/tls/key.pem"
   */
  tlskey?: pulumi.Input<string>;

  /**
   * Plugins that allow or refuse each request to the API, asked in this order. Without one of them the engine doesn't start.
   *
   * A change restarts the engine.
   *
   * @default []
   * @example ["opa-docker-authz"]
   */
  authorizationPlugins?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The oldest version of the API that clients may speak. Engines 29.0 to 29.2 ask for 1.44 by themselves, newer ones for 1.40.
   *
   * A change restarts the engine. Since engine 29.0.
   *
   * @default the engine chooses
   * @example "1.44"
   */
  minApiVersion?: pulumi.Input<string>;

  /**
   * Mirrors that are asked before Docker Hub, in this order. They serve docker.io only.
   *
   * A change reloads the engine; taking it away restarts it.
   *
   * @default []
   * @example ["https://mirror.example.com"]
   */
  registryMirrors?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Registries (host:port or networks) that are asked without TLS, or whose certificates aren't checked.
   *
   * A change reloads the engine; taking it away restarts it.
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
   * @default the engine chooses
   * @example "overlay2"
   */
  storageDriver?: pulumi.Input<string>;

  /**
   * Options of the storage driver. The containerd image store takes none and tells nobody.
   *
   * A change restarts the engine.
   *
   * @default []
   * @example ["overlay2.size=20G"]
   */
  storageOpts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * How many layers of an image are downloaded at a time. The containerd image store heeds it from 29.7 on.
   *
   * A change reloads the engine.
   *
   * @default 3
   * @example 6
   */
  maxConcurrentDownloads?: pulumi.Input<number>;

  /**
   * How many layers of an image are uploaded at a time.
   *
   * A change reloads the engine.
   *
   * @default 5
   * @example 2
   */
  maxConcurrentUploads?: pulumi.Input<number>;

  /**
   * How often the download of a layer is tried. A reload takes the new number down, but only a restart makes use of it.
   *
   * A change restarts the engine. Since engine 20.10.
   *
   * @default 5
   * @example 10
   */
  maxDownloadAttempts?: pulumi.Input<number>;

  /**
   * Who makes containers' control groups: native.cgroupdriver=systemd, or =cgroupfs. Containers that run keep theirs.
   *
   * A change restarts the engine.
   *
   * @default []
   * @example ["native.cgroupdriver=systemd"]
   */
  execOpts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The control group above those of containers. With the systemd driver it is a slice, named as in docker.slice.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default the engine chooses
   * @example "docker.slice"
   */
  cgroupParent?: pulumi.Input<string>;

  /**
   * The runtime of containers that name none: one of runtimes, or one that the engine brings.
   *
   * A change reloads the engine; taking it away restarts it. It reaches new containers only.
   *
   * @default "runc"
   * @example "runc"
   */
  defaultRuntime?: pulumi.Input<string>;

  /**
   * Runtimes by name, beside runc that every engine has. A container asks for one with `docker run --runtime`.
   *
   * A change reloads the engine; taking it away restarts it.
   *
   * @default {}
   * @example {"runsc":{"path":"/usr/local/bin/runsc","runtimeArgs":["--network=host"]}}
   */
  runtimes?: pulumi.Input<Record<string, pulumi.Input<{
    /** The program, one like runc: its path, or a name that is looked up. */
    path?: pulumi.Input<string>;
    /** Arguments that the program gets before others; only with path. */
    runtimeArgs?: pulumi.Input<pulumi.Input<string>[]>;
    /** A shim of containerd in place of a path: its type, as in io.containerd.runsc.v1, or its path. */
    runtimeType?: pulumi.Input<string>;
    /** Options that the shim's own documentation tells of; only with runtimeType. */
    options?: pulumi.Input<{
      [name: string]: pulumi.Input<unknown>;
    }>;
  }>>>;

  /**
   * Limits of processes in containers that set none themselves, by the names of `ulimit`.
   *
   * A change restarts the engine. It reaches new containers only. Since engine 17.07.
   *
   * @default {}
   * @example {"nofile":{"soft":1024,"hard":65536}}
   */
  defaultUlimits?: pulumi.Input<Record<string, pulumi.Input<{
    /** What a process begins with; -1 is without limit. */
    soft: pulumi.Input<number>;
    /** Up to where it may raise it; -1 is without limit. */
    hard: pulumi.Input<number>;
  }>>>;

  /**
   * The size of /dev/shm in containers that ask for none.
   *
   * A change reloads the engine; taking it away restarts it. It reaches new containers only.
   *
   * @default "64M"
   * @example "256M"
   */
  defaultShmSize?: pulumi.Input<string>;

  /**
   * Whether other containers may join a container's shared memory and semaphores: private or shareable.
   *
   * A change reloads the engine; taking it away restarts it. It reaches new containers only. Since engine 17.09.
   *
   * @default "private", "shareable" before 19.03
   * @example "shareable"
   */
  defaultIpcMode?: pulumi.Input<"private" | "shareable">;

  /**
   * Whether a container sees the host's control groups or only its own. By itself: private with version 2 of them, else host.
   *
   * A change reloads the engine; taking it away restarts it. It reaches new containers only. Since engine 20.10.
   *
   * @default the engine chooses
   * @example "private"
   */
  defaultCgroupnsMode?: pulumi.Input<"private" | "host">;

  /**
   * Runs an init as the first process of containers, which hands on signals and clears away dead processes.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default false
   * @example true
   */
  init?: pulumi.Input<boolean>;

  /**
   * The program of that init: its path, or a name that is looked up in PATH.
   *
   * A change restarts the engine.
   *
   * @default "docker-init"
   * @example "/usr/bin/docker-init"
   */
  initPath?: pulumi.Input<string>;

  /**
   * The period, in microseconds, of which cpuRtRuntime is the share for real-time tasks of all containers. Only with version 1 of control groups, and a kernel with real-time scheduling.
   *
   * A change restarts the engine.
   *
   * @default 0
   * @example 1000000
   */
  cpuRtPeriod?: pulumi.Input<number>;

  /**
   * How many microseconds of each period all containers together may run real-time tasks. Only with version 1 of control groups, and a kernel with real-time scheduling.
   *
   * A change restarts the engine.
   *
   * @default 0
   * @example 950000
   */
  cpuRtRuntime?: pulumi.Input<number>;

  /**
   * Folders with descriptions of devices (Container Device Interface). Engines before 28.2 read them with features.cdi only.
   *
   * A change restarts the engine. Since engine 25.0.
   *
   * @default the engine chooses
   * @example ["/etc/cdi","/var/run/cdi"]
   */
  cdiSpecDirs?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Plugins that may adjust containers as they are made (Node Resource Interface).
   *
   * A change reloads the engine. Since engine 29.2.
   *
   * @default {}
   * @example {"enable":true,"plugin-path":"/opt/nri/plugins"}
   */
  nriOpts?: pulumi.Input<{
    /** Whether plugins of NRI may join. */
    enable?: pulumi.Input<boolean>;
    /** The folder of plugins that the engine starts. */
    "plugin-path"?: pulumi.Input<string>;
    /** The folder of those plugins' configuration. */
    "plugin-config-path"?: pulumi.Input<string>;
    /** The socket on which other plugins may join. */
    "socket-path"?: pulumi.Input<string>;
  }>;

  /**
   * Keeps processes in containers from gaining rights by setuid programs, where a container says nothing else.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default false
   * @example true
   */
  noNewPrivileges?: pulumi.Input<boolean>;

  /**
   * Which system calls containers may make: the path of a profile on the host, builtin, or unconfined for all of them.
   *
   * A change restarts the engine.
   *
   * @default "builtin"
   * @example "/etc/docker/seccomp.json"
   */
  seccompProfile?: pulumi.Input<string>;

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
   * Makes root in containers an ordinary user of the host: default (dockremap, made if needed), user[:group] or numbers. What is there already is hidden.
   *
   * A change restarts the engine.
   *
   * @default ""
   * @example "default"
   */
  usernsRemap?: pulumi.Input<string>;

  /**
   * The bridge of containers that name no network: one that is there already, or none.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default "docker0"
   * @example "none"
   */
  bridge?: pulumi.Input<string>;

  /**
   * The address of the default bridge with its prefix length. Containers get theirs from the same network.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default the engine chooses
   * @example "172.30.0.1/24"
   */
  bip?: pulumi.Input<string>;

  /**
   * The IPv6 address of the default bridge with its prefix length. It takes effect together with ipv6.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was. Since engine 28.0.
   *
   * @default the engine chooses
   * @example "fd00:1::1/64"
   */
  bip6?: pulumi.Input<string>;

  /**
   * The part of the default bridge's network from which containers get their addresses.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default the engine chooses
   * @example "172.30.0.128/25"
   */
  fixedCidr?: pulumi.Input<string>;

  /**
   * The IPv6 network of the default bridge. It takes effect together with ipv6.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default the engine chooses
   * @example "fd00:1::/64"
   */
  fixedCidrV6?: pulumi.Input<string>;

  /**
   * Where containers on the default bridge send what isn't for their own network, in place of the bridge. It lies in that network.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default the engine chooses
   * @example "172.30.0.254"
   */
  defaultGateway?: pulumi.Input<string>;

  /**
   * The same for IPv6.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default the engine chooses
   * @example "fd00:1::fe"
   */
  defaultGatewayV6?: pulumi.Input<string>;

  /**
   * Lets containers on the default bridge reach each other.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default true
   * @example false
   */
  icc?: pulumi.Input<boolean>;

  /**
   * The host's address to which published ports are bound where a container names none.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default "0.0.0.0"
   * @example "127.0.0.1"
   */
  ip?: pulumi.Input<string>;

  /**
   * Hides containers' addresses behind the host's. Without iptables it is off.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default true
   * @example false
   */
  ipMasq?: pulumi.Input<boolean>;

  /**
   * IPv6 on the default bridge. Engines from 20.10 to 27.5 need fixedCidrV6 for it.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default false
   * @example true
   */
  ipv6?: pulumi.Input<boolean>;

  /**
   * The MTU of the default bridge, in bytes. Other networks get theirs by defaultNetworkOpts.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was.
   *
   * @default 1500
   * @example 1450
   */
  mtu?: pulumi.Input<number>;

  /**
   * Switches the host's forwarding of IP packets on at the engine's start. False leaves it as it is.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  ipForward?: pulumi.Input<boolean>;

  /**
   * Keeps the engine from making the host's firewall drop forwarded packets when it switches forwarding on.
   *
   * A change restarts the engine. Since engine 28.0.
   *
   * @default false
   * @example true
   */
  ipForwardNoDrop?: pulumi.Input<boolean>;

  /**
   * Lets the engine write rules for the host's firewall. Without them published ports and isolation are the host's own business.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  iptables?: pulumi.Input<boolean>;

  /**
   * The same for IPv6. Engines before 27.0 need experimental for it.
   *
   * A change restarts the engine. Since engine 20.10.
   *
   * @default true, false before 27.0
   * @example false
   */
  ip6tables?: pulumi.Input<boolean>;

  /**
   * Carries connections from the host itself to published ports by a process for each port, in place of firewall rules alone.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  userlandProxy?: pulumi.Input<boolean>;

  /**
   * The program of that process. Without it the engine looks for docker-proxy.
   *
   * A change restarts the engine.
   *
   * @default the engine chooses
   * @example "/usr/libexec/docker/docker-proxy"
   */
  userlandProxyPath?: pulumi.Input<string>;

  /**
   * Lets other machines reach containers by their own addresses, where a route leads there.
   *
   * A change restarts the engine. Since engine 28.2.
   *
   * @default false
   * @example true
   */
  allowDirectRouting?: pulumi.Input<boolean>;

  /**
   * Packets with this mark of the firewall's may enter bridge networks whatever the engine's own rules say.
   *
   * A change restarts the engine. Since engine 29.0.
   *
   * @default the engine chooses
   * @example "0x1/0x3"
   */
  bridgeAcceptFwmark?: pulumi.Input<string>;

  /**
   * By what the engine writes its rules. With nftables it doesn't switch forwarding on: the host has to.
   *
   * A change restarts the engine. Since engine 29.0.
   *
   * @default "iptables"
   * @example "nftables"
   */
  firewallBackend?: pulumi.Input<"iptables" | "nftables">;

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
   * Options of the resolver in containers that name none, as in resolv.conf.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default []
   * @example ["timeout:2","attempts:3"]
   */
  dnsOpts?: pulumi.Input<pulumi.Input<string>[]>;

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
   * The address for which host-gateway stands in `docker run --add-host`. By itself that of the default bridge.
   *
   * A change restarts the engine. It reaches new containers only. Since engine 20.10. Deprecated since 28.0. In its place: hostGatewayIps.
   *
   * @default the engine chooses
   * @example "172.30.0.1"
   * @deprecated hostGatewayIps
   */
  hostGatewayIp?: pulumi.Input<string>;

  /**
   * The addresses for which host-gateway stands in `docker run --add-host`: one of IPv4, one of IPv6, or one of them.
   *
   * A change restarts the engine. It reaches new containers only. Since engine 28.0.
   *
   * @default the engine chooses
   * @example ["172.30.0.1","fd00:1::1"]
   */
  hostGatewayIps?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Where new networks take their ranges, and the default bridge where bip doesn't say it: each gets one of `size` (a prefix length) out of a `base`.
   *
   * A change restarts the engine. While live-restore keeps containers running, the default bridge stays as it was. It reaches new networks only. Since engine 18.06.
   *
   * @default []
   * @example [{"base":"172.80.0.0/16","size":24}]
   */
  defaultAddressPools?: pulumi.Input<pulumi.Input<{
    /** The network from which networks are cut. */
    base: pulumi.Input<string>;
    /** The prefix length of each of them. */
    size: pulumi.Input<number>;
  }>[]>;

  /**
   * Options that new networks get by themselves, by the networks' driver. Values are strings, numbers too.
   *
   * A change restarts the engine. It reaches new networks only. Since engine 24.0.
   *
   * @default {}
   * @example {"bridge":{"com.docker.network.driver.mtu":"1450"}}
   */
  defaultNetworkOpts?: pulumi.Input<Record<string, pulumi.Input<Record<string, pulumi.Input<string>>>>>;

  /**
   * The MTU of what a Swarm's nodes tell each other of networks, in bytes.
   *
   * A change restarts the engine. Since engine 17.09.
   *
   * @default 1500
   * @example 1450
   */
  networkControlPlaneMtu?: pulumi.Input<number>;

  /**
   * A port of 127.0.0.1 with the state of overlay networks. The engine opens it at a reload only: not at its start.
   *
   * A change reloads the engine. Since engine 17.12.
   *
   * @default 0
   * @example 2000
   */
  networkDiagnosticPort?: pulumi.Input<number>;

  /**
   * Proxies by which the engine reaches registries. Containers' own aren't set here.
   *
   * A change restarts the engine. Since engine 23.0.
   *
   * @default {}
   * @example {"https-proxy":"http://proxy.example.com:3128","no-proxy":"localhost,10.0.0.0/8"}
   */
  proxies?: pulumi.Input<{
    /** The proxy for http; stands above the service's HTTP_PROXY. */
    "http-proxy"?: pulumi.Input<string>;
    /** The proxy for https; stands above the service's HTTPS_PROXY. */
    "https-proxy"?: pulumi.Input<string>;
    /** Hosts, domains and networks that are asked directly, parted by commas; stands above the service's NO_PROXY. */
    "no-proxy"?: pulumi.Input<string>;
  }>;

  /**
   * Makes the engine log debug messages.
   *
   * A change reloads the engine; taking it away restarts it.
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
  logLevel?: pulumi.Input<"trace" | "debug" | "info" | "warn" | "error" | "fatal" | "panic">;

  /**
   * How the engine writes its own log: lines of text, or an object of JSON each.
   *
   * A change restarts the engine. Since engine 25.0.
   *
   * @default "text"
   * @example "json"
   */
  logFormat?: pulumi.Input<"text" | "json">;

  /**
   * Full time stamps and no colours in the engine's own log.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  rawLogs?: pulumi.Input<boolean>;

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

  /**
   * The address, or the interface with the address, that a node tells others of a Swarm; for `swarm init` and `join`.
   *
   * A change restarts the engine.
   *
   * @default the engine chooses
   * @example "10.0.0.11"
   */
  swarmDefaultAdvertiseAddr?: pulumi.Input<string>;

  /**
   * Things of the node that services may reserve: a kind with a number (gpu=4), or with a name for each (gpu=UUID1).
   *
   * A change restarts the engine. Since engine 17.12.1.
   *
   * @default []
   * @example ["gpu=UUID1","gpu=UUID2"]
   */
  nodeGenericResources?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The builder inside the engine (BuildKit): how its cache is cleared, what builds may do, what is kept of them.
   *
   * A change restarts the engine. Since engine 18.09.
   *
   * @default {}
   * @example {"gc":{"enabled":true,"policy":[{"keepStorage":"10GB","filter":["unused-for=48h"]}]}}
   */
  builder?: pulumi.Input<{
    /** Clearing the build cache. */
    gc?: pulumi.Input<{
      /** Whether old parts of the cache are cleared away. Engines before 28.2 don't do it by themselves. */
      enabled?: pulumi.Input<boolean>;
      /** How much of the cache is kept. Engines from 28.0 on call it defaultReservedSpace. */
      defaultKeepStorage?: pulumi.Input<string>;
      /** How much of the cache is kept in any case. */
      defaultReservedSpace?: pulumi.Input<string>;
      /** How large the cache may become. */
      defaultMaxUsedSpace?: pulumi.Input<string>;
      /** How much of the disk is to stay free. */
      defaultMinFreeSpace?: pulumi.Input<string>;
      /** Rules, looked at in their order, in place of the built-in ones. */
      policy?: pulumi.Input<pulumi.Input<{
        /** Whether internal parts of the cache may go as well. */
        all?: pulumi.Input<boolean>;
        /** Which parts of the cache it is about. */
        filter?: pulumi.Input<pulumi.Input<string>[]>;
        /** How much of the cache is kept. Engines from 28.0 on call it reservedSpace. */
        keepStorage?: pulumi.Input<string>;
        /** How much of the cache is kept in any case. */
        reservedSpace?: pulumi.Input<string>;
        /** How large the cache may become. */
        maxUsedSpace?: pulumi.Input<string>;
        /** How much of the disk is to stay free. */
        minFreeSpace?: pulumi.Input<string>;
      }>[]>;
    }>;
    /** What builds may ask for beyond the ordinary. */
    entitlements?: pulumi.Input<{
      /** Builds may use the host's network. */
      "network-host"?: pulumi.Input<boolean>;
      /** Builds may run without confinement. */
      "security-insecure"?: pulumi.Input<boolean>;
      /** Builds may use the host's devices. */
      device?: pulumi.Input<boolean>;
    }>;
    /** Records of builds. */
    history?: pulumi.Input<{
      /** For how long records of builds are kept, as in "48h". Engine 24.0 wants a number of seconds; leave it out there. */
      maxAge?: pulumi.Input<string>;
      /** How many records of builds are kept. */
      maxEntries?: pulumi.Input<number>;
    }>;
  }>;

  /**
   * Parts of the engine that are switched on or off by name. The engine takes any name, also one that nothing listens to.
   *
   * A change restarts the engine. One of buildkit alone reloads it (since 18.09). Since engine 18.09.
   *
   * @default {}
   * @example {"containerd-snapshotter":false,"cdi":true}
   */
  features?: pulumi.Input<{
    /** Offers BuildKit to clients as the builder to use. From 23.0 on it is the default on Linux. */
    buildkit?: pulumi.Input<boolean>;
    /** Keeps images in containerd. From 29.0 on that is the default of an empty data root. What the other store keeps is hidden. */
    "containerd-snapshotter"?: pulumi.Input<boolean>;
    /** Devices by the Container Device Interface. Before 28.2 it is off by default. */
    cdi?: pulumi.Input<boolean>;
    /** Moves images of the old store into containerd at the engine's start, where there are no containers. There is no way back. */
    "containerd-migration"?: pulumi.Input<boolean>;
    /** Gives containers a time namespace of their own. */
    "time-namespaces"?: pulumi.Input<boolean>;
    /** Allows a Swarm together with nftables as the firewall's backend. */
    "swarm-nftables"?: pulumi.Input<boolean>;
    /** Runs containerd inside of the engine, experimentally, whatever `containerd` says. */
    "embedded-containerd"?: pulumi.Input<boolean>;
    [name: string]: pulumi.Input<boolean> | undefined;
  }>;

  /**
   * The old name of dataRoot.
   *
   * A change restarts the engine. Deprecated since 17.05. Removed in 23.0. In its place: dataRoot.
   *
   * @default "/var/lib/docker"
   * @example "/srv/docker"
   * @deprecated dataRoot
   */
  graph?: pulumi.Input<string>;

  /**
   * CORS headers in the API's answers, for pages of any origin.
   *
   * A change restarts the engine. Deprecated since 1.6. Removed in 17.09. In its place: a reverse proxy that sets CORS headers.
   *
   * @default false
   * @example false
   * @deprecated a reverse proxy that sets CORS headers
   */
  apiEnableCors?: pulumi.Input<boolean>;

  /**
   * The origins whose pages may read the API's answers (CORS).
   *
   * A change restarts the engine. Deprecated since 27.0. Without effect since 27.0. Removed in 28.0. In its place: a reverse proxy that sets CORS headers.
   *
   * @default ""
   * @example "https://admin.example.com"
   * @deprecated a reverse proxy that sets CORS headers
   */
  apiCorsHeader?: pulumi.Input<string>;

  /**
   * How readily the kernel kills the engine when memory runs out, from -1000 (never) to 1000.
   *
   * A change restarts the engine. Deprecated since 24.0. Removed in 25.0. In its place: OOMScoreAdjust= in docker.service.
   *
   * @default 0, -500 before 20.10
   * @example -500
   * @deprecated OOMScoreAdjust= in docker.service
   */
  oomScoreAdjust?: pulumi.Input<number>;

  /**
   * Registries to which layers may be pushed that their makers don't let others hand on. Newer engines push them anyway.
   *
   * A change reloads the engine; taking it away restarts it. Deprecated since 28.0. Without effect since 28.0.
   *
   * @default []
   * @example ["registry.example.com:5000"]
   * @deprecated see its description
   */
  allowNondistributableArtifacts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Keeps the engine from registries of version 1, which engines since 17.12 never contact.
   *
   * A change restarts the engine. Deprecated since 17.06. Removed in 17.12.
   *
   * @default true
   * @example false
   * @deprecated see its description
   */
  disableLegacyRegistry?: pulumi.Input<boolean>;

  /**
   * The file with the key that made the engine's id, as registries of old asked for it.
   *
   * A change restarts the engine. Deprecated since 17.06. Without effect since 24.0.
   *
   * @default "/etc/docker/key.json"
   * @example "/etc/docker/key.json"
   * @deprecated see its description
   */
  deprecatedKeyPath?: pulumi.Input<string>;

  /**
   * The key-value store of overlay networks before there was Swarm mode.
   *
   * A change restarts the engine. Deprecated since 20.10. Removed in 23.0. In its place: Swarm mode.
   *
   * @default ""
   * @example "consul://10.0.0.5:8500"
   * @deprecated Swarm mode
   */
  clusterStore?: pulumi.Input<string>;

  /**
   * How that store is reached: its time-outs, and the files of its TLS.
   *
   * A change restarts the engine. Deprecated since 20.10. Removed in 23.0. In its place: Swarm mode.
   *
   * @default {}
   * @example {"kv.cacertfile":"/etc/docker/tls/store-ca.pem"}
   * @deprecated Swarm mode
   */
  clusterStoreOpts?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * The address by which other users of that store find this engine.
   *
   * A change restarts the engine. Deprecated since 20.10. Removed in 23.0. In its place: Swarm mode.
   *
   * @default ""
   * @example "10.0.0.11:2376"
   * @deprecated Swarm mode
   */
  clusterAdvertise?: pulumi.Input<string>;
}

/** The options that are owned entry by entry. */
export const BY_ENTRY: ReadonlySet<string> = new Set(["labels","runtimes","defaultUlimits","defaultNetworkOpts","proxies","logOpts","features","clusterStoreOpts"]);

/** The options whose values are kept as secrets, each with its entries that are none. */
export const SENSITIVE: Readonly<Record<string, readonly string[]>> = {"proxies":[],"logOpts":["mode","max-buffer-size","cache-disabled","cache-max-size","cache-max-file","cache-compress","labels","env","env-regex","tag","labels-regex","max-size","max-file","compress"],"clusterStoreOpts":[]};
