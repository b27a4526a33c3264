import { spawn } from 'node:child_process';

/**
 * Reads from the supervisor which process groups are its own. When the pipe closes without a farewell, the supervisor
 * was killed: ask the groups to end, wait up to 15 s (the emulator saves its state), then insist. A shell, because it
 * needs a megabyte where another Node would need forty.
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=
while read -r word group; do
  case $word in watch) groups="$groups $group" ;; dismiss) exit 0 ;; esac
done
for group in $groups; do kill -s TERM -- "-$group" 2>/dev/null; done
tries=0
while [ $tries -lt 60 ]; do
  alive=
  for group in $groups; do kill -s 0 -- "-$group" 2>/dev/null && alive=yes; done
  [ -z "$alive" ] && exit 0
  sleep 0.25
  tries=$((tries + 1))
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

export interface Guard {
  readonly pid: number;
  /** @param group id of the process that leads the group */
  watch(group: number): void;
  /** All is ended in order; the guard leaves without touching anything. */
  dismiss(): void;
}

/** Starts the process that outlives a killed supervisor by the moment it takes to end what the supervisor started. */
export function startGuard(): Guard {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  return {
    pid: child.pid ?? 0,
    watch: (group) => void child.stdin.write(`watch ${group}\n`),
    dismiss: () => void child.stdin.end('dismiss\n'),
  };
}
