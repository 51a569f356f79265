import { setTimeout as sleep } from "node:timers/promises";
import { onHost, sandbox, type SandboxHost } from "../on-host";
import { createUntilKilled } from "./cli";
import type { HostFault, Scene } from "./fault";
import { performUntilKilled } from "./killable";
import { type OperationResult, perform } from "./operation";
import { killRollback, killScript, locked, rollingBack, switched, watcher } from "./on-the-host";

const ALL = {
  operations: ["create", "update", "remove"],
  changes: ["reload", "restart", "rebind", "refused"],
} as const;

/** On a stopped engine only files change: an option that it will refuse is found at its next start. */
const STOPPED = { operations: ["create"], changes: ["reload", "restart", "rebind"] } as const;

const CREATE = { operations: ["create", "update"], changes: ["restart", "rebind"] } as const;

/** Performs the operation and, at the fault's moment, an action, and waits for both. */
export async function performWith(scene: Scene, act: () => Promise<unknown>): Promise<OperationResult> {
  let acted: Promise<unknown> = Promise.resolve();
  let begun = false;
  const ended = await perform(scene.operation, (step) => {
    if (begun || step !== scene.moment.step) return;
    begun = true;
    acted = sleep(scene.moment.delay).then(act);
    // Awaited below: it may fail long before the operation ends.
    acted.catch(() => undefined);
  });
  await acted;
  return ended;
}

export async function powerCutAndBoot(host: SandboxHost): Promise<void> {
  await sandbox("power-cut", host.name);
  await sandbox("boot", host.name);
}

/** Restarts the engine and boots: each start takes the bridge's address from the engine's own store. */
async function restartAndBoot(host: SandboxHost): Promise<void> {
  await onHost(host, "systemctl reset-failed docker.service docker.socket; systemctl restart docker.service");
  await powerCutAndBoot(host);
}

export async function cutFor({ host }: Scene, milliseconds: number): Promise<void> {
  await sandbox("net-cut", host.name);
  await sleep(milliseconds);
  await sandbox("net-heal", host.name);
}

const DROP_IN = "/etc/systemd/system/docker.service.d/10-fault.conf";
const dropIn = (lines: string): string =>
  `mkdir -p ${DROP_IN.replace(/\/[^/]*$/, "")} && printf '%s\\n' '[Service]' '${lines}' >${DROP_IN} && systemctl daemon-reload`;
const NO_DROP_IN = `rm -f ${DROP_IN}; rmdir --ignore-fail-on-non-empty ${DROP_IN.replace(/\/[^/]*$/, "")}; systemctl daemon-reload`;
const hasSecond = "grep -q set=second /etc/docker/daemon.json";
const start =
  "systemctl reset-failed docker.service docker.socket; systemctl start docker.socket docker.service";

/** All faults on real hosts, by name. */
export const FAULTS: Readonly<Record<string, HostFault>> = {
  nothing: { ...ALL, strike: ({ operation }) => perform(operation) },

  "client killed": {
    ...ALL,
    strike: ({ operation, moment }) => performUntilKilled(operation, moment),
  },

  "CLI and provider killed": {
    operations: ["create"],
    changes: ["reload", "restart", "rebind"],
    strike: ({ operation, moment }) => createUntilKilled(operation, moment),
  },

  "script killed before the switch": {
    ...ALL,
    strike: async ({ host, operation, random }) => {
      await onHost(host, watcher(locked, random.whole(0, 60), killScript));
      return perform(operation);
    },
  },

  "script killed after the switch": {
    ...ALL,
    strike: async ({ host, operation, random }) => {
      await onHost(host, watcher(switched, random.whole(0, 800), killScript));
      return perform(operation);
    },
  },

  "client and script killed": {
    ...ALL,
    strike: async ({ host, operation, random, moment }) => {
      const when = random.pick([locked, switched]);
      await onHost(host, watcher(when, random.whole(0, 500), killScript));
      return performUntilKilled(operation, moment);
    },
  },

  "rollback killed": {
    ...ALL,
    changes: ["refused"],
    operations: ["create", "update"],
    strike: async ({ host, operation, random }) => {
      await onHost(host, watcher(rollingBack, random.whole(0, 500), killRollback));
      return perform(operation);
    },
    end: "before",
  },

  "connection cut": {
    ...ALL,
    strike: (scene) => performWith(scene, () => cutFor(scene, scene.random.whole(500, 25_000))),
  },

  "power cut": {
    ...ALL,
    litters: true,
    settle: 3,
    strike: (scene) => performWith(scene, () => powerCutAndBoot(scene.host)),
  },

  "client killed, then power cut": {
    ...ALL,
    litters: true,
    strike: async (scene) => {
      const ended = await performUntilKilled(scene.operation, scene.moment);
      await sleep(scene.random.whole(0, 3000));
      await powerCutAndBoot(scene.host);
      return ended;
    },
  },

  "folder of daemon.json full": {
    operations: ["create"],
    changes: ["reload", "restart"],
    setUp: () =>
      "mount -t tmpfs -o size=8k none /etc/docker && head -c 9000 /dev/zero >/etc/docker/full 2>/dev/null; [ $(stat -c %s /etc/docker/full) = 8192 ]",
    tidyUp: "umount /etc/docker",
    strike: ({ operation }) => perform(operation),
    end: "before",
  },

  "state folder full": {
    operations: ["create"],
    changes: ["reload", "restart", "rebind"],
    setUp: (random) =>
      `mkdir -p /var/lib/pulumi-dockerd && mount -t tmpfs -o mode=700,size=${4 * random.whole(1, 12)}k none /var/lib/pulumi-dockerd`,
    // Moves the folder's content to the disk, which has more room.
    tidyUp:
      "cd /var/lib && cp -a pulumi-dockerd roomy && umount pulumi-dockerd && rmdir pulumi-dockerd && mv roomy pulumi-dockerd && rmdir --ignore-fail-on-non-empty pulumi-dockerd",
    strike: ({ operation }) => perform(operation),
  },

  "data root full": {
    operations: ["create"],
    changes: ["reload"],
    setUp: () =>
      "mkdir -p /srv/full && mount -t tmpfs -o size=16k none /srv/full && { head -c 20000 /dev/zero >/srv/full/full 2>/dev/null; true; }",
    tidyUp: "umount /srv/full && rmdir /srv/full",
    strike: ({ operation }) => {
      const options = { ...(operation.inputs.options as object), dataRoot: "/srv/full" };
      return perform({ ...operation, inputs: { ...operation.inputs, options } });
    },
    end: "before",
  },

  "engine can't start": {
    ...ALL,
    operations: ["create", "update"],
    changes: ["refused"],
    strike: ({ operation }) => perform(operation),
    end: "before",
  },

  "engine dies after its start": {
    ...CREATE,
    setUp: () =>
      dropIn(`ExecStartPost=/bin/sh -c "if ${hasSecond}; then (sleep 2; kill -KILL $MAINPID) & fi"`),
    tidyUp: NO_DROP_IN,
    settle: 4,
    strike: ({ operation }) => perform(operation),
    end: "before",
  },

  "engine hangs on stop": {
    ...CREATE,
    setUp: (random) =>
      dropIn(`ExecStop=/bin/sh -c "if ${hasSecond}; then sleep ${random.whole(12, 45)}; fi"`),
    tidyUp: NO_DROP_IN,
    applyLimit: 10,
    strike: ({ operation }) => perform(operation),
    end: "before",
  },

  "container ignores SIGTERM": {
    ...CREATE,
    // As process 1 of a container, a program only gets signals that it handles.
    setUp: () =>
      "d=$(mktemp -d); mkdir $d/bin; cp $(command -v busybox) $d/bin/sleep; tar -C $d -c . | docker import - stays:1 >/dev/null; rm -r $d; docker run -d --name stays stays:1 /bin/sleep 1000 >/dev/null",
    tidyAtEnd: "docker rm -f stays >/dev/null; docker rmi stays:1 >/dev/null",
    strike: ({ operation }) => perform(operation),
    end: "after",
  },

  "engine was stopped": {
    ...STOPPED,
    setUp: () => "systemctl stop docker.service docker.socket",
    tidyAtEnd: start,
    strike: ({ operation, moment }) => performUntilKilled(operation, moment),
  },

  "engine was disabled and stopped": {
    ...STOPPED,
    setUp: () =>
      "systemctl stop docker.service docker.socket; systemctl disable --quiet docker.service docker.socket 2>/dev/null",
    tidyAtEnd: `systemctl enable --quiet docker.service docker.socket 2>/dev/null; ${start}`,
    strike: ({ operation }) => perform(operation),
  },

  "start limit is near": {
    ...CREATE,
    changes: ["restart", "rebind", "refused"],
    setUp: () =>
      "systemctl reset-failed docker.service docker.socket; for i in 1 2 3; do systemctl restart docker.service; done",
    strike: ({ operation }) => perform(operation),
  },

  "bridge takes the gateway's address": {
    operations: ["create"],
    changes: ["restart"],
    strike: ({ operation }) => perform(takingTheGateway(operation)),
    afterwards: restartAndBoot,
    end: "before",
  },

  "bridge takes the gateway's address, then power cut": {
    operations: ["create"],
    changes: ["restart"],
    strike: async (scene) => {
      const operation = takingTheGateway(scene.operation);
      return performWith({ ...scene, operation }, () =>
        sleep(scene.random.whole(1000, 8000)).then(() => powerCutAndBoot(scene.host)),
      );
    },
    afterwards: restartAndBoot,
    end: "before",
  },
};

/** Gives the client's own address to the bridge: from then on no packet from the host reaches the client. */
function takingTheGateway(operation: Scene["operation"]): Scene["operation"] {
  const options = { ...(operation.inputs.options as object), bip: "10.88.0.1/24" };
  return { ...operation, inputs: { ...operation.inputs, options } };
}
