import { daemon } from "../../../provider/resources/daemon";
import { onHost, type SandboxHost, stateOf } from "../../support/sandbox";
import { type Row, rowsAlone, rowsByReload, rowsByRestart } from "./option-rows";
import { context, inputsOf } from "./setting";

/**
 * Returns the output of each row's command, in one session: sshd allows few at once, and reloads have to be sequential.
 */
async function outputOf(host: SandboxHost, rows: readonly Row[]): Promise<Record<string, string>> {
  const script = rows
    .map(({ name, command }) => `echo '@ ${name}'; (${command}) 2>/dev/null | xargs -d '\\n'`)
    .join("\n");
  const parts = (await onHost(host, `${script}\ntrue`)).split(/^@ /m).slice(1);
  return Object.fromEntries(
    parts.map((part) => [part.split("\n")[0] ?? "", part.split("\n").slice(1).join(" ").trim()]),
  );
}

/** Sets each option, verifies it on the running engine, and removes it. */
export function options(host: SandboxHost): void {
  const groups = [rowsByReload, rowsByRestart, ...rowsAlone.map((row) => [row])];

  test.each(groups.map((rows) => [rows.map(({ name }) => name).join(" "), rows] as const))(
    "options are set, verified and removed: %s",
    async (_names, rows) => {
      const before = await stateOf(host);
      const id = daemon.newId();
      const declared = inputsOf(host, Object.fromEntries(rows.map(({ name, value }) => [name, value])));
      expect(daemon.check(declared)).toEqual([]);
      let outputs = await daemon.create(id, declared, context);
      try {
        expect(await outputOf(host, rows)).toEqual(
          Object.fromEntries(rows.map(({ name, output }) => [name, output])),
        );
        expect((await daemon.read(id, outputs, context)).inputs).toEqual(declared);
        outputs = await daemon.update(id, outputs, inputsOf(host, {}), context);
        const removed = rows.filter(({ without }) => without !== undefined);
        expect(await outputOf(host, removed)).toEqual(
          Object.fromEntries(
            removed.map(({ name, without }) => [
              name,
              without instanceof RegExp ? (expect.stringMatching(without) as string) : without,
            ]),
          ),
        );
      } finally {
        await daemon.delete(id, outputs, context);
      }
      expect(await stateOf(host)).toBe(before);
    },
  );

  // No option of overlay2 works on every file system; the engine's error names the option, so it received it.
  test("storageOpts reach the storage driver", async () => {
    const before = await stateOf(host);
    const declared = inputsOf(host, {
      storageDriver: "overlay2",
      storageOpts: ["overlay2.no-such-option=1"],
    });
    await expect(daemon.create(daemon.newId(), declared, context)).rejects.toThrow(
      "unknown option overlay2.no-such-option",
    );
    expect(await stateOf(host)).toBe(before);
  });
}
