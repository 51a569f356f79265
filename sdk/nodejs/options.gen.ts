// Generated from the catalogue in provider/core/options by `npm run generate`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";

/** dockerd's options: the keys of daemon.json in camelCase. */
export interface DaemonOptions {
  /**
   * Labels of the engine, as `docker info` shows them and Swarm placement constraints use them.
   *
   * A change reloads the engine; removing the option restarts it.
   *
   * @default []
   * @example {"region":"eu","role":"web"}
   */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Keeps containers running while the engine is stopped or restarted. It is incompatible with Swarm mode.
   *
   * A change reloads the engine; removing the option restarts it.
   *
   * @default false
   * @example true
   */
  liveRestore?: pulumi.Input<boolean>;

  /**
   * Timeout in seconds for containers to stop when the engine shuts down, after which they are killed. -1 waits indefinitely.
   *
   * A change reloads the engine; removing the option restarts it.
   *
   * @default 15
   * @example 60
   */
  shutdownTimeout?: pulumi.Input<number>;

  /**
   * Default timeout in seconds for a container to stop before it is killed.
   *
   * A change reloads the engine; removing the option restarts it. Since engine 29.7.
   *
   * @default 10
   * @example 30
   */
  defaultStopTimeout?: pulumi.Input<number>;

  /**
   * Directory of the engine's runtime state. It must be on a file system that is emptied at boot, such as /run.
   *
   * A change restarts the engine.
   *
   * @default "/var/run/docker"
   * @example "/run/docker"
   */
  execRoot?: pulumi.Input<string>;

  /**
   * Path of the file with the engine's process id.
   *
   * A change restarts the engine.
   *
   * @default "/var/run/docker.pid"
   * @example "/run/docker.pid"
   */
  pidfile?: pulumi.Input<string>;

  /**
   * Path of the containerd socket to use. By default the engine uses the system's containerd, or starts its own if there is none.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "/run/containerd/containerd.sock"
   */
  containerd?: pulumi.Input<string>;

  /**
   * Containerd namespace of the engine's containers. Containers in another namespace are hidden.
   *
   * A change restarts the engine. Since engine 19.03.3.
   *
   * @default "moby"
   * @example "moby-blue"
   */
  containerdNamespace?: pulumi.Input<string>;

  /**
   * Enables the CRI plugin (Kubernetes) of a containerd that the engine starts itself.
   *
   * A change restarts the engine. Since engine 18.09.
   *
   * @default false
   * @example true
   */
  criContainerd?: pulumi.Input<boolean>;

  /**
   * Enables experimental features: among others metricsAddr before 20.10, and ip6tables before 27.0.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  experimental?: pulumi.Input<boolean>;

  /**
   * Address and port of the Prometheus metrics endpoint, which has no authentication. Engines before 20.10 require experimental, too.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "127.0.0.1:9323"
   */
  metricsAddr?: pulumi.Input<string>;

  /**
   * Enables rootless mode, for an engine that RootlessKit runs without root. RootlessKit's own scripts set it.
   *
   * A change restarts the engine. Since engine 19.03.
   *
   * @default false
   * @example false
   */
  rootless?: pulumi.Input<boolean>;

  /**
   * The addresses that the engine listens on: fd:// (systemd's socket), unix:///path, tcp://address:port. A systemd drop-in removes the unit's own -H flags.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example ["fd://","tcp://127.0.0.1:2376"]
   */
  hosts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Group that owns the engine's unix socket and may use the API. If systemd creates the socket (fd://), SocketGroup= of docker.socket applies instead.
   *
   * A change restarts the engine.
   *
   * @default "docker"
   * @example "wheel"
   */
  group?: pulumi.Input<string>;

  /**
   * Enables TLS on tcp listeners. Since 20.10 it also requires client certificates, unless tlsverify is false.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  tls?: pulumi.Input<boolean>;

  /**
   * Enables TLS on tcp listeners and requires each client to present a certificate signed by the CA in tlscacert.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  tlsverify?: pulumi.Input<boolean>;

  /**
   * Path on the host of the CA certificate that client certificates are verified against.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "/etc/docker/tls/ca.pem"
   */
  tlscacert?: pulumi.Input<string>;

  /**
   * Path on the host of the engine's TLS certificate.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "/etc/docker/tls/cert.pem"
   */
  tlscert?: pulumi.Input<string>;

  /**
   * Path on the host of the private key of the engine's TLS certificate. It must not be encrypted.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "/etc/docker/tls/key.pem"
   */
  tlskey?: pulumi.Input<string>;

  /**
   * Authorization plugins that allow or deny each API request, in this order. The engine doesn't start if one is missing.
   *
   * A change restarts the engine.
   *
   * @default []
   * @example ["opa-docker-authz"]
   */
  authorizationPlugins?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The oldest API version that the engine accepts from clients. The default is 1.44 in engines 29.0 to 29.2, and 1.40 in newer ones.
   *
   * A change restarts the engine. Since engine 29.0.
   *
   * @default selected by the engine
   * @example "1.44"
   */
  minApiVersion?: pulumi.Input<string>;

  /**
   * Registry mirrors of Docker Hub, tried in this order. They don't apply to other registries.
   *
   * A change reloads the engine; removing the option restarts it.
   *
   * @default []
   * @example ["https://mirror.example.com"]
   */
  registryMirrors?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Registries (host:port or CIDR) that the engine may access over plain HTTP, or over HTTPS without verifying certificates.
   *
   * A change reloads the engine; removing the option restarts it.
   *
   * @default []
   * @example ["registry.example.com:5000","10.10.0.0/16"]
   */
  insecureRegistries?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Directory of images, containers and volumes. Existing data isn't moved: it is hidden until the old directory is set again.
   *
   * A change restarts the engine.
   *
   * @default "/var/lib/docker"
   * @example "/srv/docker"
   */
  dataRoot?: pulumi.Input<string>;

  /**
   * Storage driver; by default the engine selects one. Images and containers of another driver are hidden.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "overlay2"
   */
  storageDriver?: pulumi.Input<string>;

  /**
   * Options of the storage driver. The containerd image store silently ignores them.
   *
   * A change restarts the engine.
   *
   * @default []
   * @example ["overlay2.size=20G"]
   */
  storageOpts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Maximum number of concurrent layer downloads per image pull. The containerd image store supports it since 29.7.
   *
   * A change reloads the engine.
   *
   * @default 3
   * @example 6
   */
  maxConcurrentDownloads?: pulumi.Input<number>;

  /**
   * Maximum number of concurrent layer uploads per image push.
   *
   * A change reloads the engine.
   *
   * @default 5
   * @example 2
   */
  maxConcurrentUploads?: pulumi.Input<number>;

  /**
   * Maximum number of attempts to download a layer. A reload stores the new number, but only a restart applies it.
   *
   * A change restarts the engine. Since engine 20.10.
   *
   * @default 5
   * @example 10
   */
  maxDownloadAttempts?: pulumi.Input<number>;

  /**
   * Sets the cgroup driver: native.cgroupdriver=systemd or native.cgroupdriver=cgroupfs. Running containers keep their driver.
   *
   * A change restarts the engine.
   *
   * @default []
   * @example ["native.cgroupdriver=systemd"]
   */
  execOpts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Parent cgroup of containers. With the systemd cgroup driver it must be a slice, as in docker.slice.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default selected by the engine
   * @example "docker.slice"
   */
  cgroupParent?: pulumi.Input<string>;

  /**
   * Default OCI runtime of containers: a name in runtimes, or a built-in one.
   *
   * A change reloads the engine; removing the option restarts it. It applies to new containers only.
   *
   * @default "runc"
   * @example "runc"
   */
  defaultRuntime?: pulumi.Input<string>;

  /**
   * Additional OCI runtimes by name, for `docker run --runtime`.
   *
   * A change reloads the engine; removing the option restarts it.
   *
   * @default {}
   * @example {"runsc":{"path":"/usr/local/bin/runsc","runtimeArgs":["--network=host"]}}
   */
  runtimes?: pulumi.Input<Record<string, pulumi.Input<{
    /** OCI runtime binary: a path, or a name that is looked up in PATH. */
    path?: pulumi.Input<string>;
    /** Arguments for the runtime binary, before all others. Only with path. */
    runtimeArgs?: pulumi.Input<pulumi.Input<string>[]>;
    /** Containerd shim to use in place of path: its type, as in io.containerd.runsc.v1, or its path. */
    runtimeType?: pulumi.Input<string>;
    /** Options of the containerd shim. Only with runtimeType. */
    options?: pulumi.Input<{
      [name: string]: pulumi.Input<unknown>;
    }>;
  }>>>;

  /**
   * Default ulimits of containers, by name.
   *
   * A change restarts the engine. It applies to new containers only. Since engine 17.07.
   *
   * @default {}
   * @example {"nofile":{"soft":1024,"hard":65536}}
   */
  defaultUlimits?: pulumi.Input<Record<string, pulumi.Input<{
    /** Soft limit, which applies at the start; -1 is unlimited. */
    soft: pulumi.Input<number>;
    /** Hard limit, which the soft limit can be raised to; -1 is unlimited. */
    hard: pulumi.Input<number>;
  }>>>;

  /**
   * Default size of /dev/shm in containers, as in "256M".
   *
   * A change reloads the engine; removing the option restarts it. It applies to new containers only.
   *
   * @default "64M"
   * @example "256M"
   */
  defaultShmSize?: pulumi.Input<string>;

  /**
   * Default IPC mode of containers: private, or shareable with other containers.
   *
   * A change reloads the engine; removing the option restarts it. It applies to new containers only. Since engine 17.09.
   *
   * @default "private", "shareable" before 19.03
   * @example "shareable"
   */
  defaultIpcMode?: pulumi.Input<"private" | "shareable">;

  /**
   * Default cgroup namespace mode of containers: private or host. If unset, the engine uses private with cgroup v2, and host with cgroup v1.
   *
   * A change reloads the engine; removing the option restarts it. It applies to new containers only. Since engine 20.10.
   *
   * @default selected by the engine
   * @example "private"
   */
  defaultCgroupnsMode?: pulumi.Input<"private" | "host">;

  /**
   * Runs an init process in containers that forwards signals and reaps processes.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default false
   * @example true
   */
  init?: pulumi.Input<boolean>;

  /**
   * Init binary for containers (`init`): a path, or a name that is looked up in PATH.
   *
   * A change restarts the engine.
   *
   * @default "docker-init"
   * @example "/usr/bin/docker-init"
   */
  initPath?: pulumi.Input<string>;

  /**
   * CPU real-time period of all containers together, in microseconds. Requires cgroup v1 and a kernel with real-time group scheduling.
   *
   * A change restarts the engine.
   *
   * @default 0
   * @example 1000000
   */
  cpuRtPeriod?: pulumi.Input<number>;

  /**
   * CPU real-time runtime of all containers together in each cpuRtPeriod, in microseconds. Requires cgroup v1 and a kernel with real-time group scheduling.
   *
   * A change restarts the engine.
   *
   * @default 0
   * @example 950000
   */
  cpuRtRuntime?: pulumi.Input<number>;

  /**
   * Directories of Container Device Interface (CDI) specifications. Engines before 28.2 require features.cdi, too.
   *
   * A change restarts the engine. Since engine 25.0.
   *
   * @default selected by the engine
   * @example ["/etc/cdi","/var/run/cdi"]
   */
  cdiSpecDirs?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Configures Node Resource Interface (NRI) plugins, which can adjust containers when they are created.
   *
   * A change reloads the engine. Since engine 29.2.
   *
   * @default {}
   * @example {"enable":true,"plugin-path":"/opt/nri/plugins"}
   */
  nriOpts?: pulumi.Input<{
    /** Enables NRI plugins. */
    enable?: pulumi.Input<boolean>;
    /** Directory of the plugins that the engine starts. */
    "plugin-path"?: pulumi.Input<string>;
    /** Directory of the configuration of NRI plugins. */
    "plugin-config-path"?: pulumi.Input<string>;
    /** Path of the socket that external NRI plugins connect to. */
    "socket-path"?: pulumi.Input<string>;
  }>;

  /**
   * Sets no-new-privileges for containers by default: their processes can't gain privileges through setuid or setgid binaries.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default false
   * @example true
   */
  noNewPrivileges?: pulumi.Input<boolean>;

  /**
   * Default seccomp profile of containers: the path of a profile on the host, builtin, or unconfined.
   *
   * A change restarts the engine.
   *
   * @default "builtin"
   * @example "/etc/docker/seccomp.json"
   */
  seccompProfile?: pulumi.Input<string>;

  /**
   * Enables SELinux support, which confines containers if SELinux is enabled on the host.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  selinuxEnabled?: pulumi.Input<boolean>;

  /**
   * Maps root in containers to an unprivileged user of the host: default (dockremap, created if missing), user[:group] or numeric ids. Existing images and containers are hidden.
   *
   * A change restarts the engine.
   *
   * @default ""
   * @example "default"
   */
  usernsRemap?: pulumi.Input<string>;

  /**
   * Network interface of the default bridge network: docker0, an existing bridge, or none to disable the default network.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default "docker0"
   * @example "none"
   */
  bridge?: pulumi.Input<string>;

  /**
   * IPv4 address and prefix length of the default bridge. Containers on it get addresses from the same subnet.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default selected by the engine
   * @example "172.30.0.1/24"
   */
  bip?: pulumi.Input<string>;

  /**
   * IPv6 address and prefix length of the default bridge. It has no effect unless ipv6 is true.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge. Since engine 28.0.
   *
   * @default selected by the engine
   * @example "fd00:1::1/64"
   */
  bip6?: pulumi.Input<string>;

  /**
   * The part of the default bridge's IPv4 subnet that container addresses are allocated from.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default selected by the engine
   * @example "172.30.0.128/25"
   */
  fixedCidr?: pulumi.Input<string>;

  /**
   * IPv6 subnet of the default bridge. It has no effect unless ipv6 is true.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default selected by the engine
   * @example "fd00:1::/64"
   */
  fixedCidrV6?: pulumi.Input<string>;

  /**
   * Default IPv4 gateway of containers on the default bridge, in place of the bridge's own address. It must be in the bridge's subnet.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default selected by the engine
   * @example "172.30.0.254"
   */
  defaultGateway?: pulumi.Input<string>;

  /**
   * Default IPv6 gateway of containers on the default bridge, in place of the bridge's own address.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default selected by the engine
   * @example "fd00:1::fe"
   */
  defaultGatewayV6?: pulumi.Input<string>;

  /**
   * Allows inter-container communication on the default bridge.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default true
   * @example false
   */
  icc?: pulumi.Input<boolean>;

  /**
   * Default host IP address for published ports.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default "0.0.0.0"
   * @example "127.0.0.1"
   */
  ip?: pulumi.Input<string>;

  /**
   * Masquerades container traffic that leaves the default bridge (source NAT). The engine disables it if iptables is false.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default true
   * @example false
   */
  ipMasq?: pulumi.Input<boolean>;

  /**
   * Enables IPv6 on the default bridge. Engines 20.10 to 27.5 require fixedCidrV6, too.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default false
   * @example true
   */
  ipv6?: pulumi.Input<boolean>;

  /**
   * MTU of the default bridge, in bytes. For other networks set defaultNetworkOpts.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge.
   *
   * @default 1500
   * @example 1450
   */
  mtu?: pulumi.Input<number>;

  /**
   * Enables IP forwarding on the host (net.ipv4.ip_forward) when the engine starts. False leaves the setting alone.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  ipForward?: pulumi.Input<boolean>;

  /**
   * Prevents the engine from setting the policy of the FORWARD chain to DROP when it enables IP forwarding.
   *
   * A change restarts the engine. Since engine 28.0.
   *
   * @default false
   * @example true
   */
  ipForwardNoDrop?: pulumi.Input<boolean>;

  /**
   * Allows the engine to add firewall rules on the host. If false, it sets up neither port mappings nor network isolation.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  iptables?: pulumi.Input<boolean>;

  /**
   * Allows the engine to add IPv6 firewall rules (ip6tables) on the host. Engines before 27.0 require experimental, too.
   *
   * A change restarts the engine. Since engine 20.10.
   *
   * @default true, false before 27.0
   * @example false
   */
  ip6tables?: pulumi.Input<boolean>;

  /**
   * Uses a userland proxy process per published port for loopback traffic.
   *
   * A change restarts the engine.
   *
   * @default true
   * @example false
   */
  userlandProxy?: pulumi.Input<boolean>;

  /**
   * Path of the userland proxy binary. By default the engine looks for docker-proxy.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "/usr/libexec/docker/docker-proxy"
   */
  userlandProxyPath?: pulumi.Input<string>;

  /**
   * Allows other hosts to reach containers directly by their IP addresses, if a route to them exists.
   *
   * A change restarts the engine. Since engine 28.2.
   *
   * @default false
   * @example true
   */
  allowDirectRouting?: pulumi.Input<boolean>;

  /**
   * Firewall mark of packets that the engine's rules accept on bridge networks.
   *
   * A change restarts the engine. Since engine 29.0.
   *
   * @default selected by the engine
   * @example "0x1/0x3"
   */
  bridgeAcceptFwmark?: pulumi.Input<string>;

  /**
   * Firewall backend of the engine: iptables or nftables. With nftables the engine doesn't enable IP forwarding; enable it on the host.
   *
   * A change restarts the engine. Since engine 29.0.
   *
   * @default "iptables"
   * @example "nftables"
   */
  firewallBackend?: pulumi.Input<"iptables" | "nftables">;

  /**
   * Default DNS servers of containers.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default []
   * @example ["10.0.0.53"]
   */
  dns?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Default resolver options of containers, as in resolv.conf.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default []
   * @example ["timeout:2","attempts:3"]
   */
  dnsOpts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Default DNS search domains of containers.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default []
   * @example ["example.com"]
   */
  dnsSearch?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * IP address of the special name host-gateway in `docker run --add-host`. The default is the address of the default bridge.
   *
   * A change restarts the engine. It applies to new containers only. Since engine 20.10. Deprecated since 28.0. Replacement: hostGatewayIps.
   *
   * @default selected by the engine
   * @example "172.30.0.1"
   * @deprecated hostGatewayIps
   */
  hostGatewayIp?: pulumi.Input<string>;

  /**
   * IP addresses of the special name host-gateway in `docker run --add-host`: at most one IPv4 and one IPv6 address.
   *
   * A change restarts the engine. It applies to new containers only. Since engine 28.0.
   *
   * @default selected by the engine
   * @example ["172.30.0.1","fd00:1::1"]
   */
  hostGatewayIps?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Default address pools that the subnets of new networks are allocated from, each with prefix length `size` out of `base`. The default bridge uses them, too, unless bip is set.
   *
   * A change restarts the engine. With live-restore and running containers, a restart doesn't change the default bridge. It applies to new networks only. Since engine 18.06.
   *
   * @default []
   * @example [{"base":"172.80.0.0/16","size":24}]
   */
  defaultAddressPools?: pulumi.Input<pulumi.Input<{
    /** Address range that the subnets are allocated from, in CIDR notation. */
    base: pulumi.Input<string>;
    /** Prefix length of each subnet. */
    size: pulumi.Input<number>;
  }>[]>;

  /**
   * Default options of new networks, by network driver. Values are strings, numbers as well.
   *
   * A change restarts the engine. It applies to new networks only. Since engine 24.0.
   *
   * @default {}
   * @example {"bridge":{"com.docker.network.driver.mtu":"1450"}}
   */
  defaultNetworkOpts?: pulumi.Input<Record<string, pulumi.Input<Record<string, pulumi.Input<string>>>>>;

  /**
   * MTU of the control plane of Swarm networks, in bytes.
   *
   * A change restarts the engine. Since engine 17.09.
   *
   * @default 1500
   * @example 1450
   */
  networkControlPlaneMtu?: pulumi.Input<number>;

  /**
   * Port on 127.0.0.1 of the network diagnostic server. The engine starts it at a reload only, not at its own start.
   *
   * A change reloads the engine. Since engine 17.12.
   *
   * @default 0
   * @example 2000
   */
  networkDiagnosticPort?: pulumi.Input<number>;

  /**
   * HTTP proxies that the engine uses to reach registries. Containers don't inherit them.
   *
   * A change restarts the engine. Since engine 23.0.
   *
   * @default {}
   * @example {"https-proxy":"http://proxy.example.com:3128","no-proxy":"localhost,10.0.0.0/8"}
   */
  proxies?: pulumi.Input<{
    /** Proxy for HTTP. It overrides HTTP_PROXY in the service's environment. */
    "http-proxy"?: pulumi.Input<string>;
    /** Proxy for HTTPS. It overrides HTTPS_PROXY in the service's environment. */
    "https-proxy"?: pulumi.Input<string>;
    /** Hosts, domains and networks that bypass the proxy, separated by commas. It overrides NO_PROXY in the service's environment. */
    "no-proxy"?: pulumi.Input<string>;
  }>;

  /**
   * Enables debug mode: the engine logs debug messages.
   *
   * A change reloads the engine; removing the option restarts it.
   *
   * @default false
   * @example true
   */
  debug?: pulumi.Input<boolean>;

  /**
   * Minimum level of the messages in the engine's own log.
   *
   * A change restarts the engine.
   *
   * @default "info"
   * @example "warn"
   */
  logLevel?: pulumi.Input<"trace" | "debug" | "info" | "warn" | "error" | "fatal" | "panic">;

  /**
   * Format of the engine's own log: text or JSON lines.
   *
   * A change restarts the engine. Since engine 25.0.
   *
   * @default "text"
   * @example "json"
   */
  logFormat?: pulumi.Input<"text" | "json">;

  /**
   * Writes the engine's own log with full timestamps and without colors.
   *
   * A change restarts the engine.
   *
   * @default false
   * @example true
   */
  rawLogs?: pulumi.Input<boolean>;

  /**
   * Default logging driver of containers: json-file, local, journald, syslog, none, or a plugin, among others.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default "json-file"
   * @example "local"
   */
  logDriver?: pulumi.Input<string>;

  /**
   * Default log options of containers, for the default logging driver. Values are strings, numbers as well.
   *
   * A change restarts the engine. It applies to new containers only.
   *
   * @default {}
   * @example {"max-size":"10m","max-file":"3"}
   */
  logOpts?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Default address or network interface that the node advertises to a Swarm, for `docker swarm init` and `docker swarm join`.
   *
   * A change restarts the engine.
   *
   * @default selected by the engine
   * @example "10.0.0.11"
   */
  swarmDefaultAdvertiseAddr?: pulumi.Input<string>;

  /**
   * Generic resources of the node that Swarm services can reserve: a quantity (gpu=4), or named resources (gpu=UUID1).
   *
   * A change restarts the engine. Since engine 17.12.1.
   *
   * @default []
   * @example ["gpu=UUID1","gpu=UUID2"]
   */
  nodeGenericResources?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Configures BuildKit inside the engine: garbage collection of the build cache, entitlements, and build history.
   *
   * A change restarts the engine. Since engine 18.09.
   *
   * @default {}
   * @example {"gc":{"enabled":true,"policy":[{"keepStorage":"10GB","filter":["unused-for=48h"]}]}}
   */
  builder?: pulumi.Input<{
    /** Garbage collection of the build cache. */
    gc?: pulumi.Input<{
      /** Enables garbage collection of the build cache. Before 28.2 it is disabled by default. */
      enabled?: pulumi.Input<boolean>;
      /** Amount of build cache that garbage collection keeps, as in "10GB". Renamed to defaultReservedSpace in 28.0. */
      defaultKeepStorage?: pulumi.Input<string>;
      /** Amount of build cache that garbage collection always keeps, as in "10GB". */
      defaultReservedSpace?: pulumi.Input<string>;
      /** Maximum size of the build cache, as in "20GB". */
      defaultMaxUsedSpace?: pulumi.Input<string>;
      /** Free disk space that garbage collection aims for, as in "5GB". */
      defaultMinFreeSpace?: pulumi.Input<string>;
      /** Garbage collection policies, applied in this order, in place of the built-in ones. */
      policy?: pulumi.Input<pulumi.Input<{
        /** Includes internal and frontend images in garbage collection. */
        all?: pulumi.Input<boolean>;
        /** Selects the cache records that the policy applies to, as in ["unused-for=48h"]. */
        filter?: pulumi.Input<pulumi.Input<string>[]>;
        /** Amount of build cache that garbage collection keeps, as in "10GB". Renamed to reservedSpace in 28.0. */
        keepStorage?: pulumi.Input<string>;
        /** Amount of build cache that garbage collection always keeps, as in "10GB". */
        reservedSpace?: pulumi.Input<string>;
        /** Maximum size of the build cache, as in "20GB". */
        maxUsedSpace?: pulumi.Input<string>;
        /** Free disk space that garbage collection aims for, as in "5GB". */
        minFreeSpace?: pulumi.Input<string>;
      }>[]>;
    }>;
    /** Entitlements that builds may request. */
    entitlements?: pulumi.Input<{
      /** Allows builds to use the host's network (network.host). */
      "network-host"?: pulumi.Input<boolean>;
      /** Allows builds to run without a sandbox (security.insecure). */
      "security-insecure"?: pulumi.Input<boolean>;
      /** Allows builds to use devices of the host. */
      device?: pulumi.Input<boolean>;
    }>;
    /** Retention of build history records. */
    history?: pulumi.Input<{
      /** Maximum age of build history records, as in "48h". Engine 24.0 accepts only a number, of seconds; leave it out there. */
      maxAge?: pulumi.Input<string>;
      /** Maximum number of build history records. */
      maxEntries?: pulumi.Input<number>;
    }>;
  }>;

  /**
   * Enables or disables features of the engine by name. The engine ignores unknown names.
   *
   * A change restarts the engine. If only buildkit changes, the engine is reloaded (since 18.09). Since engine 18.09.
   *
   * @default {}
   * @example {"containerd-snapshotter":false,"cdi":true}
   */
  features?: pulumi.Input<{
    /** Advertises BuildKit to clients as the default builder. On Linux it is enabled by default since 23.0. */
    buildkit?: pulumi.Input<boolean>;
    /** Uses the containerd image store. It is the default for an empty data root since 29.0. Images and containers in the other store are hidden. */
    "containerd-snapshotter"?: pulumi.Input<boolean>;
    /** Enables devices of the Container Device Interface (CDI). Before 28.2 it is disabled by default. */
    cdi?: pulumi.Input<boolean>;
    /** Migrates images to the containerd image store at the next start, if there are no containers. It can't be reversed. */
    "containerd-migration"?: pulumi.Input<boolean>;
    /** Runs each container in its own time namespace. */
    "time-namespaces"?: pulumi.Input<boolean>;
    /** Allows Swarm mode with the nftables firewall backend. */
    "swarm-nftables"?: pulumi.Input<boolean>;
    /** Runs containerd inside the engine's process and ignores `containerd` (experimental). */
    "embedded-containerd"?: pulumi.Input<boolean>;
    [name: string]: pulumi.Input<boolean> | undefined;
  }>;

  /**
   * Directory of images, containers and volumes, under its old name.
   *
   * A change restarts the engine. Deprecated since 17.05. Removed in 23.0. Replacement: dataRoot.
   *
   * @default "/var/lib/docker"
   * @example "/srv/docker"
   * @deprecated dataRoot
   */
  graph?: pulumi.Input<string>;

  /**
   * Adds CORS headers for any origin to API responses.
   *
   * A change restarts the engine. Deprecated since 1.6. Removed in 17.09. Replacement: a reverse proxy that sets CORS headers.
   *
   * @default false
   * @example false
   * @deprecated a reverse proxy that sets CORS headers
   */
  apiEnableCors?: pulumi.Input<boolean>;

  /**
   * Value of the Access-Control-Allow-Origin header (CORS) in API responses.
   *
   * A change restarts the engine. Deprecated since 27.0. Ignored since 27.0. Removed in 28.0. Replacement: a reverse proxy that sets CORS headers.
   *
   * @default ""
   * @example "https://admin.example.com"
   * @deprecated a reverse proxy that sets CORS headers
   */
  apiCorsHeader?: pulumi.Input<string>;

  /**
   * OOM score adjustment of the engine, from -1000 (never killed) to 1000.
   *
   * A change restarts the engine. Deprecated since 24.0. Removed in 25.0. Replacement: OOMScoreAdjust= in docker.service.
   *
   * @default 0, -500 before 20.10
   * @example -500
   * @deprecated OOMScoreAdjust= in docker.service
   */
  oomScoreAdjust?: pulumi.Input<number>;

  /**
   * Registries that nondistributable layers may be pushed to. Newer engines always push them.
   *
   * A change reloads the engine; removing the option restarts it. Deprecated since 28.0. Ignored since 28.0.
   *
   * @default []
   * @example ["registry.example.com:5000"]
   * @deprecated see its description
   */
  allowNondistributableArtifacts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Disables registries with API version 1. Engines since 17.12 don't support them.
   *
   * A change restarts the engine. Deprecated since 17.06. Removed in 17.12.
   *
   * @default true
   * @example false
   * @deprecated see its description
   */
  disableLegacyRegistry?: pulumi.Input<boolean>;

  /**
   * Path of the key that identified the engine to old registries.
   *
   * A change restarts the engine. Deprecated since 17.06. Ignored since 24.0.
   *
   * @default "/etc/docker/key.json"
   * @example "/etc/docker/key.json"
   * @deprecated see its description
   */
  deprecatedKeyPath?: pulumi.Input<string>;

  /**
   * URL of the key-value store of overlay networks, which Swarm mode replaces.
   *
   * A change restarts the engine. Deprecated since 20.10. Removed in 23.0. Replacement: Swarm mode.
   *
   * @default ""
   * @example "consul://10.0.0.5:8500"
   * @deprecated Swarm mode
   */
  clusterStore?: pulumi.Input<string>;

  /**
   * Options of the key-value store in clusterStore: timeouts and TLS files.
   *
   * A change restarts the engine. Deprecated since 20.10. Removed in 23.0. Replacement: Swarm mode.
   *
   * @default {}
   * @example {"kv.cacertfile":"/etc/docker/tls/store-ca.pem"}
   * @deprecated Swarm mode
   */
  clusterStoreOpts?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Address that the engine advertises in the key-value store of clusterStore.
   *
   * A change restarts the engine. Deprecated since 20.10. Removed in 23.0. Replacement: Swarm mode.
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
