import { isEngine } from "../command-line/program";
import { type Left, withoutFlags } from "../command-line/without-flags";
import type { ObservedService } from "../observed/host";
import { programWords, type UnitCommand, type UnitConflict } from "./unit-command";

/** docker.service, as far as a plan needs it. */
export type UnitFacts = Pick<ObservedService, "text" | "startsScript" | "argv" | "executable">;

/**
 * The command line for the engine's own validation. Only a program that is known to be dockerd may run there: a wrapper
 * that doesn't pass its arguments on would start a second engine. What a wrapper passes is known of a running engine.
 *
 * @param planned the unit's words without the flags of declared keys
 * @param running the running process's words without them
 */
export function engineWords(
  command: UnitCommand,
  planned: Left,
  running: Left,
  { startsScript, executable }: UnitFacts,
): { readonly words: readonly string[] } | UnitConflict {
  const words = programWords(planned.words.flat());
  const [program = ""] = words;
  if (isEngine(program) && !startsScript) return { words };
  const wrapper = `docker.service starts ${program} (in ${command.path}), not dockerd itself`;
  const remedy = `set ExecStart to dockerd and its flags (\`systemctl edit docker.service\`)`;
  if (running.words.length === 0) {
    return {
      conflict: `${wrapper}: which flags it passes is unknown while the engine is stopped`,
      remedy: `start docker.service, or ${remedy}`,
    };
  }
  if (executable === undefined || !isEngine(executable)) {
    return {
      conflict: `${wrapper}, and the main process of docker.service isn't dockerd either (${executable ?? "unknown"})`,
      remedy: `let it start dockerd by \`exec\`, or ${remedy}`,
    };
  }
  const inUnit = planned.gone.map(({ flag }) => flag.alone.join("\0"));
  const hidden = running.gone.filter(({ flag }) => !inUnit.includes(flag.alone.join("\0")));
  if (hidden.length > 0) {
    const names = [...new Set(hidden.map(({ flag }) => flag.written))].join(" ");
    return {
      conflict: `${wrapper}, and that passes ${names}, which a declared option sets too`,
      remedy: `remove ${names} there and restart docker.service, or ${remedy}`,
    };
  }
  return { words: [executable, ...running.words.flat().slice(1)] };
}

/** An engine's command line for `--validate`, which brings a file and a flag of its own. */
export const validationWords = (argv: readonly string[]): readonly string[] =>
  withoutFlags(["--config-file", "--validate"], argv).words.flat();
