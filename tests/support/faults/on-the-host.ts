/** The words of a script of ours on a host: apply.sh, confirm.sh and undo.sh come over the connection. */
const SENT = "^[^ ]*sh -c .* pulumi-dockerd n[0-9a-f]{24} $";
const WAY_BACK = "/var/lib/pulumi-dockerd/restore.sh";

const killMatching = (how: string): string =>
  `for f in /proc/[0-9]*/cmdline; do if tr '\\0\\n' '  ' <$f 2>/dev/null | grep -q${how}; then p=\${f#/proc/}; kill -KILL \${p%/cmdline} 2>/dev/null; fi; done`;

const WATCHER = "/run/fault-watcher";
/** Ends a watcher whose condition never came. */
export const endWatcher = `[ ! -e ${WATCHER} ] || { kill -KILL -- -$(cat ${WATCHER}) 2>/dev/null; rm ${WATCHER}; }`;

/** Left running on the host: waits for a condition, then some milliseconds, and acts once. */
export const watcher = (condition: string, delay: number, act: string): string =>
  `setsid sh -c '
echo $$ >${WATCHER}
i=0; until ${condition}; do i=$((i+1)); [ $i -lt 3000 ] || exit 0; sleep 0.01; done
sleep ${delay / 1000}
${act.replaceAll("'", `'\\''`)}' >/dev/null 2>&1 </dev/null &`;

const STATE = "/var/lib/pulumi-dockerd";

/** Kills the client's script on the host. */
export const killScript = killMatching(`E "${SENT}"`);
export const killWayBack = killMatching(`F "${WAY_BACK}"`);

export const locked = `[ -e ${STATE}/restore.sh ]`;
export const switching = `[ -e ${STATE}/pending ]`;
export const switched = `{ [ -e ${STATE}/pending ] && [ ! -e ${STATE}/pending/idle ]; }`;
export const goingBack = `[ -e ${STATE}/undoing ]`;
