const ENDS = `Exit status: 0 nothing is wrong; 1 something is; 2 the command couldn't be carried out.`;

const JSON_ANSWER = `  --json                    the answer as one JSON value`;

const all = `Usage: pulumi-dockerd COMMAND

  check options FILE        checks a program's options, as JSON
  check daemon-json FILE    checks a daemon.json
  check command-line LINE   checks a command line of dockerd, and tells it as options
  explain OPTION            tells what is known of an option, by its name, its key or a flag
  explain                   lists all options

No command opens a connection or changes a file. pulumi-dockerd COMMAND --help tells more.
${ENDS}
`;

const check = `Usage: pulumi-dockerd check options FILE
       pulumi-dockerd check daemon-json FILE
       pulumi-dockerd check command-line LINE
       pulumi-dockerd check command-line -- WORD...

Checks options of dockerd without any host: their names, values and what can't be meant together, and whether the engine
knows them. FILE or LINE may be - for standard input.

  options                   the options of a Daemon as JSON: {"labels": {"region": "eu"}, "mtu": 1450}
  daemon-json               the file as dockerd reads it: {"labels": ["region=eu"], "mtu": 1450}
  command-line              'dockerd -D --label region=eu', 'docker -d ...', a unit's ExecStart=, or DOCKER_OPTS="..."

  --engine VERSION          whether this engine takes them, or all of a range: 28.5.2, 20.10, ">=26 <30"
${JSON_ANSWER}
  --environment-file FILE   command-line: the file that sets its variables (/etc/default/docker)
  --systemd                 command-line: systemd reads the line and the file, not a shell

${ENDS}
`;

const explain = `Usage: pulumi-dockerd explain [OPTION]

Tells what is known of an option: what it does, its type, since when there is it, what a change of it needs and what that
may do. OPTION is its name (registryMirrors), its key in daemon.json (registry-mirrors) or a flag (--registry-mirror, -g).
All options are listed where none is named.

  --engine VERSION          an engine's own default, and what it makes of the option: 28.5.2, 20.10
${JSON_ANSWER}

${ENDS}
`;

/** The commands' help texts. */
export const HELP = { all, check, explain } as const;
