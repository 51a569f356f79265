import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onHost, sandbox, type SandboxHost } from "../../support/sandbox";
import { failureOf } from "./failure";

/** Milliseconds in which a hundred packets would arrive, if any did. */
const A_WHILE = 1000;

/** Returns whether a host's port 22 answers, even if it refuses. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(22, address);
    const done = (answered: boolean): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(answered);
    };
    const limit = setTimeout(() => done(false), A_WHILE);
    socket.on("connect", () => done(true));
    socket.on("error", () => done(true));
  });
}

/** Tests that one host's network is cut and healed, without an effect on another host's. */
export function network(host: SandboxHost, other: SandboxHost): void {
  let listener: Socket;
  let heard = 0;
  const listensAgain = async (): Promise<void> => {
    for (heard = 0; heard === 0;) await sleep(50);
  };

  // The host sends data every 10 ms, to detect outgoing packets.
  beforeAll(async () => {
    listener = createSocket("udp4", () => (heard += 1)).bind(0);
    await once(listener, "listening");
    await onHost(
      host,
      `systemd-run -q --collect --unit=beacon bash -c 'while :; do echo >/dev/udp/10.88.0.1/${listener.address().port}; sleep 0.01; done'`,
    );
    await listensAgain();
  });

  afterAll(async () => {
    await sandbox("net-heal", host.name);
    await onHost(host, "systemctl stop beacon");
    listener.close();
  });

  test("a cut network silently drops all packets in both directions until it is healed", async () => {
    const running =
      "cat /proc/sys/kernel/random/boot_id; systemctl show -p MainPID docker; ip -br address show host0";
    const before = await onHost(host, running);

    await sandbox("net-cut", host.name);
    await sleep(100);
    heard = 0;
    expect(await answers(host.address)).toBe(false);
    expect(heard).toBe(0);
    // Another host stays connected.
    expect(await answers(other.address)).toBe(true);
    // Cutting again changes nothing.
    await sandbox("net-cut", host.name);

    await sandbox("net-heal", host.name);
    await listensAgain();
    expect(await answers(host.address)).toBe(true);
    expect(await onHost(host, running)).toBe(before);
    await sandbox("net-heal", host.name);
    expect(await answers(host.address)).toBe(true);
  });

  test("an open connection continues once the network is healed", async () => {
    const said = onHost(host, "sleep 1; echo still there");
    await sleep(500);
    await sandbox("net-cut", host.name);
    await sleep(A_WHILE);
    await sandbox("net-heal", host.name);
    expect(await said).toBe("still there");
  });

  test("a healed host can be reached at once, even after its address could not be resolved", async () => {
    await onHost(other, "true");
    await sandbox("net-cut", other.name);
    const asked = failureOf(onHost(other, "true"));
    await sleep(3 * A_WHILE);
    await sandbox("net-heal", other.name);
    expect(await onHost(other, "echo there")).toBe("there");
    await asked;
  });

  test.each([["net-cut"], ["net-heal"]])("%s rejects an unknown host", async (command) => {
    expect(await failureOf(sandbox(command, "absent"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no host absent") as string,
    });
    expect(await failureOf(sandbox(command))).toMatchObject({ code: 2 });
  });
}
