/** Who may import whom. docs/architecture.md has the picture. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { pathNot: [from, ...allowed] },
});

/** The folders of core, from what knows least: each may import from those before it. */
const CORE = [
  ["options"],
  ["schema", "command-line"],
  ["observed", "connection"],
  ["desired", "expect"],
  ["errata"],
  ["ownership"],
  ["survey"],
  ["drift"],
  ["plan"],
  ["hazards"],
  ["preview", "outputs"],
];

const coreInOrder = CORE.slice(0, -1).map((folders, at) => ({
  name: `core-in-order-${folders.join("-and-")}`,
  comment: "core's folders have an order, so that a reader meets nothing before it is explained.",
  severity: "error",
  from: { path: `^provider/core/(${folders.join("|")})/` },
  to: {
    path: `^provider/core/(${CORE.slice(at + 1)
      .flat()
      .join("|")})/`,
  },
}));

module.exports = {
  forbidden: [
    ...coreInOrder,
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or a third is hiding in them.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    only(
      "core-is-pure",
      "core decides and never acts: no clock, network, file or process, so that tables can test all of it.",
      "^provider/core/",
      [
        "node_modules/(zod|fastest-levenshtein|ipaddr.js|jsonc-parser|semver|@types/semver)/",
        "^(node:)?crypto$",
      ],
    ),
    {
      name: "core-hashes-in-one-place",
      comment: "A hash is a pure function; random bytes aren't.",
      severity: "error",
      from: { path: "^provider/core/", pathNot: "^provider/core/hash.ts$" },
      to: { path: "^(node:)?crypto$" },
    },
    only(
      "edge-knows-no-pulumi",
      "edge acts on a host by what core decided; which tool drives it is not its business.",
      "^provider/edge/",
      ["^provider/core/", "node_modules/ssh2/", "^(node:)?(crypto|fs|http|net|path|stream|timers)(/|$)"],
    ),
    {
      name: "ssh2-in-one-place",
      comment: "Everything else talks to the Host interface, so that another transport can take its place.",
      severity: "error",
      from: { pathNot: ["^provider/edge/ssh/", "^(tests|bench)/"] },
      to: { path: "node_modules/ssh2/" },
    },
    only(
      "resources-are-use-cases",
      "resources join core and edge; they know neither Pulumi nor its protocol.",
      "^provider/resources/",
      ["^provider/(core|edge)/", "^(node:)?crypto$"],
    ),
    only(
      "adapters-translate",
      "An adapter speaks Pulumi's protocol and calls resources; it never reaches a host itself.",
      "^provider/adapters/",
      ["^provider/(core|resources)/", "node_modules/@(pulumi|grpc)/", "^(node:)?module$"],
    ),
    only(
      "cli-asks",
      "The command line tool shows what core knows; where it looks at hosts, it does so by what resources and observe do.",
      "^provider/cli/",
      ["^provider/(core|resources)/", "^provider/edge/observe/", "^(node:)?(fs|module|util)$"],
    ),
    only(
      "sdk-declares",
      "The SDK is loaded by every preview of a user's program: it declares, and loads nothing that acts.",
      "^sdk/",
      ["^provider/core/", "node_modules/@pulumi/"],
    ),
    only("examples-are-users", "An example imports what a user can import.", "^examples/", [
      "node_modules/@pulumi/",
      "^dist/",
      "pulumi-dockerd",
      "^sdk/",
      "^(node:)?fs$",
    ]),
    {
      name: "nothing-imports-tests-tools-or-bench",
      comment: "What users install must not depend on what only developers have.",
      severity: "error",
      from: { path: "^(provider|sdk|examples)/" },
      to: { path: "^(tests|tools|bench)/" },
    },
    {
      name: "no-lost-imports",
      comment: "Every import has to lead somewhere, by a dependency that package.json declares.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "require", "node", "default"],
    },
  },
};
