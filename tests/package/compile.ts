import { join } from "node:path";
import ts from "typescript";

/** The ways in which a project's compiler resolves packages. */
export const RESOLUTIONS = {
  "node16, CommonJS": { file: "types.cts", module: ts.ModuleKind.Node16 },
  "node16, ES modules": { file: "types.mts", module: ts.ModuleKind.Node16 },
  bundler: {
    file: "types.ts",
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  },
  "node10, as older projects": {
    file: "types.ts",
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
  },
} as const;

/** Compiles a file of a project. @returns the errors in it and in the package's declarations, one text each */
export function compile(folder: string, file: string, options: ts.CompilerOptions): string[] {
  const program = ts.createProgram([join(folder, file)], {
    target: ts.ScriptTarget.ES2022,
    strict: true,
    typeRoots: [],
    ...options,
  });
  const { diagnostics } = program.emit();
  const checked = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName === join(folder, file) || /\/pulumi-dockerd\/dist\//.test(fileName));
  const found = checked.flatMap((source) => [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ]);
  return [...program.getOptionsDiagnostics(), ...diagnostics, ...found].map(
    ({ file: at, messageText }) =>
      `${at?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
  );
}
