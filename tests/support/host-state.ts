import type { Json } from "../../provider/core/json";
import { onHost, type SandboxHost } from "./on-host";

/** Claims beyond "the host's state is unchanged". */
export interface Claim {
  /** Its containers have not been stopped: their processes are the same. */
  readonly containersKept?: boolean;
  /** Its engine has not been restarted: it is the same process. */
  readonly engineKept?: boolean;
}

/**
 * Returns a host's state as text, one fact a line, so that a diff of two states shows where they differ: bytes, mode
 * and owner of every file of the engine's configuration and of the provider, the units' properties, the engine's
 * command line, its GET /info without counters, the running containers, and whether dependent units are active.
 */
export async function stateOf(host: SandboxHost, claim: Claim = {}): Promise<string> {
  const parts = new Map(
    (await onHost(host, stateScript(claim)))
      .split(/^@@ /m)
      .slice(1)
      .map((part): [string, string[]] => {
        const [name = "", ...lines] = part.split("\n");
        return [name, lines.filter((line) => line !== "")];
      }),
  );
  const of = (name: string): readonly string[] => parts.get(name) ?? [];
  const [info] = of("info");
  return [
    ...[...of("files"), ...of("hashes"), ...of("texts")].sort(),
    ...of("units").flatMap(unitLine).sort(),
    ...of("dependents").map((line) => `depends on docker.service: ${line}`),
    ...of("engine process").map((line) => `engine process: ${line}`),
    ...of("transient units").map((line) => `transient unit: ${line}`),
    ...of("process").map((word) => `command line: ${word}`),
    ...(info === undefined ? ["no engine runs"] : infoLines(JSON.parse(info) as Json)),
    ...of("containers")
      .map((line) => `container: ${line}`)
      .sort(),
  ].join("\n");
}

/** Files and folders of the engine's configuration, and all places where the provider may write. */
const PLACES = [
  "/etc/docker",
  "/etc/default/docker",
  "/etc/sysconfig/docker*",
  "/etc/systemd/system",
  "/run/systemd/transient/pulumi-dockerd*",
  "/run/systemd/system/pulumi-dockerd*",
  "/run/pulumi-dockerd*",
  "/var/lib/pulumi-dockerd",
  "/run/docker.sock",
].join(" ");

const GET = `perl -MIO::Socket::UNIX -e '
  $s = IO::Socket::UNIX->new(Peer => "/run/docker.sock") or die "/run/docker.sock: $!\\n";
  print $s "GET $ARGV[0] HTTP/1.0\\r\\n\\r\\n"; local $/; $_ = <$s>; s/^.*?\\r\\n\\r\\n//s; print'`;

/** Reads the state. A stopped engine is not queried: docker.socket would start it. */
const stateScript = ({ containersKept, engineKept }: Claim): string => `export LC_ALL=C
units='docker.service docker.socket'
places=$(for place in ${PLACES}; do if [ -e "$place" ] || [ -L "$place" ]; then echo "$place"; fi; done)
echo '@@ files'; find $places -printf '%p: %M %U:%G %l\\n'
echo '@@ hashes'; find $places $(systemctl show -p FragmentPath --value $units) -type f -exec sha256sum {} + | sed -E 's/^([0-9a-f]+)  (.*)/\\2: sha256 \\1/'
echo '@@ texts'; find $places -type f -size -16k \\( -name daemon.json -o -name manifest.json -o -path '*.d/*' \\) -exec grep -Hna '' {} +
echo '@@ units'; for unit in $units; do systemctl show $unit | sed "s/^/$unit: /"; done
echo '@@ dependents'; for unit in $(systemctl show -p RequiredBy -p BoundBy -p ConsistsOf -p TriggeredBy --value docker.service | tr ' ' '\\n' | sort -u); do echo "$unit $(systemctl is-active $unit)"; done
echo '@@ transient units'; systemctl list-units --all --plain --no-legend 'pulumi-dockerd*'
pid=$(systemctl show -p MainPID --value docker.service)
[ "$pid" != 0 ] || exit 0
${engineKept === true ? "echo '@@ engine process'; echo $pid" : ""}
echo '@@ process'; tr '\\0' '\\n' </proc/$pid/cmdline
echo '@@ info'; ${GET} /info
echo '@@ containers'; docker ps -q --no-trunc | xargs -r docker inspect -f '{{.Id}} {{.Name}}${containersKept === true ? " since {{.State.StartedAt}} process {{.State.Pid}}" : ""}'
`;

/** Properties that change on their own: times, processes, resource usage, and the results of earlier starts. */
const UNSTABLE =
  /Timestamp(Monotonic)?$|PID$|^ExecMain(Status|Code)$|^(Assert|Condition)Result$|OOMKills$|^(WatchdogUSec|InvocationID|ControlGroupId|Job|NRestarts|NConnections|NAccepted|NFileDescriptorStore)$|^(CPU|IO|IP).*(NSec|Bytes|Operations|Packets)$|^Tasks?Current$|^Memory.*(Current|Peak|Available)$|^Effective/;

/** Relations to other units: systemd prints them in random order. */
const RELATIONS =
  /^(After|Before|Require\w*|Requisite\w*|Want\w*|BindsTo|BoundBy|PartOf|ConsistsOf|Conflict\w*|Trigger\w*|Names)$/;

/** Returns a property as `UNIT: NAME=VALUE`; nothing if it changes on its own. */
function unitLine(line: string): string[] {
  const [, unit = "", name = "", value = ""] = /^(\S+): ([^=]*)=(.*)/s.exec(line) ?? [];
  if (UNSTABLE.test(name)) return [];
  if (RELATIONS.test(name)) return [`${unit}: ${name}=${value.split(" ").sort().join(" ")}`];
  // Of a command: its words, without the time and the result of its last execution.
  return [`${unit}: ${name}=${value.replace(/ ; start_time=.*/, " }")}`];
}

/** Counters, and fields that change with the time. */
const COUNTERS = new Set([
  "Containers",
  "ContainersRunning",
  "ContainersPaused",
  "ContainersStopped",
  "Images",
  "NFd",
  "NGoroutines",
  "NEventsListener",
  "SystemTime",
]);

/** Sets: the engine returns them in random order. */
const SETS = new Set(["Labels", "Warnings", "InsecureRegistryCIDRs"]);

function infoLines(info: Json): string[] {
  const entries = Object.entries(info as Record<string, Json>).filter(([name]) => !COUNTERS.has(name));
  return leaves("info", Object.fromEntries(entries)).sort();
}

/** Returns a line for each scalar in a value. */
function leaves(path: string, value: Json): string[] {
  if (typeof value !== "object" || value === null) return [`${path}: ${JSON.stringify(value)}`];
  if (!Array.isArray(value)) {
    return Object.entries(value as Record<string, Json>).flatMap(([name, inner]) =>
      leaves(`${path}.${name}`, inner),
    );
  }
  const list = value as readonly Json[];
  const ordered = SETS.has(path.slice(path.lastIndexOf(".") + 1)) ? [...list].sort() : list;
  return ordered.flatMap((inner, at) => leaves(`${path}[${at}]`, inner));
}
