import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onHost, sandbox, type SandboxHost } from "../../support/sandbox";
import { failureOf } from "./failure";

/** Long enough for a hundred packets to arrive, if any did. */
const A_WHILE = 1000;

/** Whether a host's port 22 answers, be it by a refusal. */
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

/** A host's network is cut and healed; another one's isn't. */
export function network(host: SandboxHost, other: SandboxHost): void {
  let listener: Socket;
  let heard = 0;
  const listensAgain = async (): Promise<void> => {
    for (heard = 0; heard === 0;) await sleep(50);
  };

  // The host says something every 10 ms: what leaves it shows here.
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

  test("cut, nothing gets in or out and nobody is told; healed, it is as before", async () => {
    const running =
      "cat /proc/sys/kernel/random/boot_id; systemctl show -p MainPID docker; ip -br address show host0";
    const before = await onHost(host, running);

    await sandbox("net-cut", host.name);
    await sleep(100);
    heard = 0;
    expect(await answers(host.address)).toBe(false);
    expect(heard).toBe(0);
    // Another host isn't cut off with it.
    expect(await answers(other.address)).toBe(true);
    // Twice is as once.
    await sandbox("net-cut", host.name);

    await sandbox("net-heal", host.name);
    await listensAgain();
    expect(await answers(host.address)).toBe(true);
    expect(await onHost(host, running)).toBe(before);
    await sandbox("net-heal", host.name);
    expect(await answers(host.address)).toBe(true);
  });

  test("a connection that was open goes on", async () => {
    const said = onHost(host, "sleep 1; echo still there");
    await sleep(500);
    await sandbox("net-cut", host.name);
    await sleep(A_WHILE);
    await sandbox("net-heal", host.name);
    expect(await said).toBe("still there");
  });

  test("healed, a host is reached at once, also after nobody could say its address", async () => {
    await onHost(other, "true");
    await sandbox("net-cut", other.name);
    const asked = failureOf(onHost(other, "true"));
    await sleep(3 * A_WHILE);
    await sandbox("net-heal", other.name);
    expect(await onHost(other, "echo there")).toBe("there");
    await asked;
  });

  test.each([["net-cut"], ["net-heal"]])("%s wants a host that there is", async (command) => {
    expect(await failureOf(sandbox(command, "nobody"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no host nobody") as string,
    });
    expect(await failureOf(sandbox(command))).toMatchObject({ code: 2 });
  });
}
