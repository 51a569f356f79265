/**
 * Matches the command line of one of the provider's scripts on a host: apply.sh, confirm.sh and rollback.sh run over
 * SSH.
 */
const SENT = "^[^ ]*sh -c .* pulumi-dockerd n[0-9a-f]{24} $";
const RESTORE = "/var/lib/pulumi-dockerd/restore.sh";

/** Kills the processes whose command line matches, and prints their ids. */
const killMatching = (how: string): string =>
  `for f in /proc/[0-9]*/cmdline; do if tr '\\0\\n' '  ' <$f 2>/dev/null | grep -q${how}; then p=\${f#/proc/}; p=\${p%/cmdline}; kill -KILL $p 2>/dev/null && echo $p; fi; done; true`;

const WATCHER = "/run/fault-watcher";
/** Ends a watcher whose condition never came true. */
export const endWatcher = `[ ! -e ${WATCHER} ] || { kill -KILL -- -$(cat ${WATCHER}) 2>/dev/null; rm ${WATCHER}; }`;

/** A background process on the host: waits for a condition, then some milliseconds, and runs a command once. */
export const watcher = (condition: string, delay: number, act: string): string =>
  `setsid sh -c '
echo $$ >${WATCHER}
i=0; until ${condition}; do i=$((i+1)); [ $i -lt 3000 ] || exit 0; sleep 0.01; done
sleep ${delay / 1000}
${act.replaceAll("'", `'\\''`)}' >/dev/null 2>&1 </dev/null &`;

const STATE = "/var/lib/pulumi-dockerd";

/** Kills the script that the client runs on the host. */
export const killScript = killMatching(`E "${SENT}"`);
export const killRollback = killMatching(`F "${RESTORE}"`);

export const locked = `[ -e ${STATE}/restore.sh ]`;
export const switching = `[ -e ${STATE}/pending ]`;
export const switched = `{ [ -e ${STATE}/pending ] && [ ! -e ${STATE}/pending/idle ]; }`;
export const rollingBack = `[ -e ${STATE}/undoing ]`;
