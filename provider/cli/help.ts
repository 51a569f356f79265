const EXIT_STATUS = `Exit status: 0 no failure; 1 failures found; 2 usage error.`;

const JSON_OPTION = `  --json                    print the result as JSON`;

const all = `Usage: pulumi-dockerd COMMAND

  check options FILE        check the options of a Daemon, given as JSON
  check daemon-json FILE    check a daemon.json
  check command-line LINE   check a dockerd command line and convert it to options
  explain OPTION            describe an option, given by its name, its key or a flag
  explain                   list all options

No command opens a connection or changes a file. Run pulumi-dockerd COMMAND --help for details.
${EXIT_STATUS}
`;

const check = `Usage: pulumi-dockerd check options FILE
       pulumi-dockerd check daemon-json FILE
       pulumi-dockerd check command-line LINE
       pulumi-dockerd check command-line -- WORD...

Checks dockerd's options offline: names, values, conflicts, and support in an engine version. If FILE or LINE is -, it is
read from standard input.

  options                   the options of a Daemon as JSON: {"labels": {"region": "eu"}, "mtu": 1450}
  daemon-json               a daemon.json file: {"labels": ["region=eu"], "mtu": 1450}
  command-line              'dockerd -D --label region=eu', 'docker -d ...', a unit's ExecStart=, or DOCKER_OPTS="..."

  --engine VERSION          check for this engine version or all versions of a range: 28.5.2, 20.10, ">=26 <30"
${JSON_OPTION}
  --environment-file FILE   command-line: the file that sets its variables (/etc/default/docker)
  --systemd                 command-line: parse the line and the file like systemd, not like a shell

${EXIT_STATUS}
`;

const explain = `Usage: pulumi-dockerd explain [OPTION]

Describes an option: what it does, its type, the engine versions that support it, and what a change requires. OPTION is its
name (registryMirrors), its key in daemon.json (registry-mirrors) or a flag (--registry-mirror, -g). Without OPTION, lists
all options.

  --engine VERSION          show the default and the status in this engine version: 28.5.2, 20.10
${JSON_OPTION}

${EXIT_STATUS}
`;

/** The commands' help texts. */
export const HELP = { all, check, explain } as const;
