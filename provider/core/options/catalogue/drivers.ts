import type { Lifetime } from "../lifetime";

/** In which releases a driver or one of its options exists; all, if nothing is given. */
type Releases = Partial<Pick<Lifetime, "since" | "removed">>;

/** A built-in driver with its options. */
export interface Driver extends Releases {
  readonly name: string;
  readonly options: Readonly<Record<string, Releases>>;
}

const all = (...names: readonly string[]): Record<string, Releases> =>
  Object.fromEntries(names.map((name) => [name, {}]));

const since = (release: string, ...names: readonly string[]): Record<string, Releases> =>
  Object.fromEntries(names.map((name) => [name, { since: release }]));

/** Delivery of logs, and the cache for `docker logs`; the same for every driver. */
const COMMON = {
  ...all("mode", "max-buffer-size"),
  ...since("20.10", "cache-disabled", "cache-max-size", "cache-max-file", "cache-compress"),
};

/** Attributes of the container that are added to its log. */
const ATTRIBUTES = { ...all("labels", "env", "env-regex", "tag"), ...since("20.10", "labels-regex") };

/** The logging drivers. */
export const logDrivers: readonly Driver[] = [
  {
    name: "json-file",
    options: {
      ...COMMON,
      ...ATTRIBUTES,
      ...all("max-size", "max-file"),
      compress: { since: "18.04" },
      tag: { since: "18.02" },
    },
  },
  {
    name: "local",
    since: "18.09",
    options: {
      ...COMMON,
      ...all("max-size", "max-file", "compress"),
      ...since("29.5", "labels", "labels-regex", "env", "env-regex", "tag"),
    },
  },
  {
    name: "syslog",
    options: {
      ...COMMON,
      ...ATTRIBUTES,
      ...all("syslog-address", "syslog-facility", "syslog-format"),
      ...all("syslog-tls-ca-cert", "syslog-tls-cert", "syslog-tls-key", "syslog-tls-skip-verify"),
    },
  },
  { name: "journald", options: { ...COMMON, ...ATTRIBUTES } },
  {
    name: "gelf",
    options: {
      ...COMMON,
      ...ATTRIBUTES,
      ...all("gelf-address", "gelf-compression-type", "gelf-compression-level"),
      ...since("17.11", "gelf-tcp-max-reconnect", "gelf-tcp-reconnect-delay"),
    },
  },
  {
    name: "fluentd",
    options: {
      ...COMMON,
      ...ATTRIBUTES,
      ...all("fluentd-address", "fluentd-buffer-limit", "fluentd-max-retries", "fluentd-retry-wait"),
      ...since("17.12", "fluentd-sub-second-precision"),
      ...since("20.10", "fluentd-async", "fluentd-request-ack"),
      ...since("23.0", "fluentd-async-reconnect-interval"),
      ...since("28.2", "fluentd-write-timeout"),
      ...since("29.0", "fluentd-read-timeout"),
      "fluentd-async-connect": { removed: "28.0" },
    },
  },
  {
    name: "awslogs",
    options: {
      ...COMMON,
      ...all("awslogs-group", "awslogs-stream", "awslogs-region", "awslogs-create-group", "tag"),
      ...all("awslogs-datetime-format", "awslogs-multiline-pattern", "awslogs-credentials-endpoint"),
      ...since("18.09", "awslogs-endpoint"),
      ...since("19.03", "awslogs-force-flush-interval-seconds", "awslogs-max-buffered-events"),
      ...since("23.0", "awslogs-format"),
      // Engines 23.0 to 28.5 validate it, and don't start with it in daemon.json.
      ...since("29.0", "awslogs-create-stream"),
    },
  },
  {
    name: "splunk",
    options: {
      ...COMMON,
      ...ATTRIBUTES,
      ...all("splunk-token", "splunk-url", "splunk-source", "splunk-sourcetype", "splunk-index"),
      ...all("splunk-capath", "splunk-caname", "splunk-insecureskipverify", "splunk-format"),
      ...all("splunk-verify-connection", "splunk-gzip", "splunk-gzip-level"),
      ...since("20.10", "splunk-index-acknowledgment"),
    },
  },
  {
    name: "gcplogs",
    options: {
      ...COMMON,
      ...all("gcp-project", "gcp-log-cmd", "gcp-meta-zone", "gcp-meta-name", "gcp-meta-id"),
      ...all("labels", "env", "env-regex"),
      ...since("20.10", "labels-regex"),
    },
  },
  {
    name: "logentries",
    removed: "25.0",
    options: { ...COMMON, ...ATTRIBUTES, ...all("logentries-token", "line-only") },
  },
  { name: "none", options: {} },
];

/** The options of the default driver, which only concern the host. */
export const LOCAL_LOG_OPTIONS: readonly string[] = logDrivers
  .filter(({ name }) => name === "json-file")
  .flatMap(({ options }) => Object.keys(options));

/** The storage drivers, and containerd's snapshotters, whose options the engine doesn't read. */
export const storageDrivers: readonly Driver[] = [
  {
    name: "overlay2",
    options: { "overlay2.size": { since: "17.07" }, "overlay2.override_kernel_check": { removed: "24.0" } },
  },
  { name: "overlay", removed: "24.0", options: {} },
  { name: "aufs", removed: "24.0", options: {} },
  {
    name: "devicemapper",
    removed: "25.0",
    options: {
      ...all("dm.basesize", "dm.loopdatasize", "dm.loopmetadatasize", "dm.fs", "dm.mkfsarg", "dm.mountopt"),
      ...all("dm.metadatadev", "dm.datadev", "dm.thinpooldev", "dm.blkdiscard", "dm.blocksize"),
      ...all("dm.override_udev_sync_check", "dm.use_deferred_removal", "dm.use_deferred_deletion"),
      ...all("dm.min_free_space", "dm.xfs_nospace_max_retries", "dm.directlvm_device"),
      ...all("dm.directlvm_device_force", "dm.thinp_percent", "dm.thinp_metapercent"),
      ...all("dm.thinp_autoextend_percent", "dm.thinp_autoextend_threshold"),
      ...since("17.07", "dm.libdm_log_level"),
    },
  },
  { name: "btrfs", options: all("btrfs.min_space") },
  { name: "zfs", options: all("zfs.fsname") },
  { name: "vfs", options: { ...since("19.03", "size"), ...since("25.0", "vfs.xattrs") } },
  { name: "fuse-overlayfs", since: "20.10", options: {} },
  { name: "overlayfs", since: "24.0", options: {} },
  { name: "native", since: "24.0", options: {} },
  { name: "stargz", since: "24.0", options: {} },
];
