/** A mutation of the on-host scripts that breaks a promise. */
export interface Mutant {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Each has to be detected within some hundred seeds. */
export const MUTANTS: readonly Mutant[] = [
  { name: "no guard", from: "is_expected() {\n", to: "is_expected() {\n  return 0\n" },
  // A rollback finds a backup according to which no file existed.
  {
    name: "no backup",
    from: ': >"$pending.new/not-back-$a_name" && copy_to_set "$pending.new/set" || return 1',
    to: ': >"$pending.new/not-back-$a_name" && set_mark "$pending.new/set" absent; return',
  },
  {
    name: "confirm after restore",
    from: "if step verify && step commit; then",
    to: 'mkdir -p "$pending"; echo "id $p_id" >>"$pending/values"; if step commit; then',
  },
  {
    name: "a rollback that stops the socket",
    from: "restore_engine() {\n",
    to: "restore_engine() {\n  systemctl stop docker.socket\n",
  },
  {
    name: "a rollback that restarts after a refused reload",
    from: 'if [ -e "$undoing/refused" ] && is_same_engine; then return 0; fi',
    to: 'if [ -e "$undoing/refused" ]; then restart_engine docker.service; return; fi',
  },
  { name: "no boot-time unit", from: "arm() { install_boot_unit && ", to: "arm() { " },
  { name: "rename before fsync", from: 'sync "$1" && mv -f', to: "mv -f" },
  {
    name: "no lock",
    from: 'start_watchdog pulumi-dockerd "$1" watchdog "$2" "$3" && return 0',
    to: "return 0",
  },
];

/** Returns the mutated text of a script; unchanged if it does not contain `from`. */
export const mutate = (text: string, { from, to }: Mutant): string => text.replaceAll(from, to);
