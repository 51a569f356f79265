/** A property as a list of steps into a program's inputs. */
export type Path = readonly (string | number)[];

/** `["options", "registryMirrors", 0]` as a program writes it; a name that is no identifier is quoted. */
export function pathText(path: Path): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join("");
}
