import { isEngine } from "../command-line/program";
import { type Left, withoutFlags } from "../command-line/without-flags";
import type { ObservedService } from "../observed/host";
import { programWords, type UnitCommand, type UnitConflict } from "./unit-command";

/** The facts of docker.service that a plan depends on. */
export type UnitFacts = Pick<ObservedService, "text" | "startsScript" | "argv" | "executable">;

/**
 * Returns the command line for `dockerd --validate`. Its program must be dockerd itself: a wrapper that doesn't pass its
 * arguments on would start a second engine. The flags that a wrapper passes are those of the running process.
 *
 * @param planned the unit's words without the flags of declared keys
 * @param running the running process's words without the flags of declared keys
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
      conflict: `${wrapper}: the flags that it passes are unknown while the engine is stopped`,
      remedy: `start docker.service, or ${remedy}`,
    };
  }
  if (executable === undefined || !isEngine(executable)) {
    return {
      conflict: `${wrapper}, and the main process of docker.service is not dockerd (${executable ?? "unknown"})`,
      remedy: `start dockerd with \`exec\` in ${program}, or ${remedy}`,
    };
  }
  const inUnit = planned.gone.map(({ flag }) => flag.alone.join("\0"));
  const hidden = running.gone.filter(({ flag }) => !inUnit.includes(flag.alone.join("\0")));
  if (hidden.length > 0) {
    const names = [...new Set(hidden.map(({ flag }) => flag.written))].join(" ");
    return {
      conflict: `${wrapper}: it passes ${names}, which a declared option sets too`,
      remedy: `remove ${names} from ${program} and restart docker.service, or ${remedy}`,
    };
  }
  return { words: [executable, ...running.words.flat().slice(1)] };
}

/** Removes the flags that apply.sh sets itself for `dockerd --validate`. */
export const validationWords = (argv: readonly string[]): readonly string[] =>
  withoutFlags(["--config-file", "--validate"], argv).words.flat();
