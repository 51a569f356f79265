/** The path of a property in a program's inputs. */
export type Path = readonly (string | number)[];

/** Prints a path as a program writes it: `options.registryMirrors[0]`. Quotes a name that is not an identifier. */
export function pathText(path: Path): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join("");
}
