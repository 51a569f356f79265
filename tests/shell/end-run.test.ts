import { spawnSync } from "node:child_process";
import { restoreText } from "../../provider/edge/scripts";
import { underEveryShell } from "./shells";

const [END_RUN] = /^end_run\(\) \{\n[^]*?\n\}\n/m.exec(restoreText) ?? [];

/** Runs end_run in a process namespace of its own, with a process whose command line has the word "run1". */
function survives(program: string, word: string): boolean {
  const script = `${END_RUN}
    ${program} -c 'sleep 20; :' run1 & other=$!
    sleep 0.2
    end_run '${word}'
    sleep 0.2
    if kill -0 $other 2>/dev/null; then echo survives; kill -KILL $other; else echo ended; fi`;
  const { stdout, stderr } = spawnSync("unshare", ["-pf", "--mount-proc", program, "-c", script], {
    encoding: "utf8",
  });
  if (!/^(survives|ended)\n$/.test(stdout)) throw new Error(`${stdout}${stderr}`);
  return stdout === "survives\n";
}

underEveryShell(({ program }) => {
  test("end_run kills the processes of the run that it is given", () => {
    expect(survives(program, "run1")).toBe(false);
  });

  test("end_run spares the processes of other runs", () => {
    expect(survives(program, "run2")).toBe(true);
  });

  test("end_run kills nothing if it is given an empty word", () => {
    expect(survives(program, "")).toBe(true);
  });
});
