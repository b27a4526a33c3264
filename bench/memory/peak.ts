import { existsSync, readFileSync } from 'node:fs';

const KB = 1024;
const MB = 1024 * KB;
const STATUS = '/proc/self/status';

/** What a measured process prints. */
export interface Peak {
  /** The most that the process had at once, less what it had before the work; in MB. */
  readonly peakMb: number;
}

/** Does the work in this process, which must be fresh, and prints what it took. */
export async function printPeakOf(work: () => Promise<unknown>): Promise<void> {
  const before = process.memoryUsage.rss();
  // Still held when the process is looked at: what was kept belongs to the peak.
  const kept = await work();
  const peak: Peak = { peakMb: (mostBytes() - before) / MB };
  process.stdout.write(JSON.stringify(peak), () => process.exit(kept === undefined ? 1 : 0));
}

/** Linux hands `maxRSS` on to a new program: there, it is at least what the process that started this one had. */
function mostBytes(): number {
  if (!existsSync(STATUS)) return process.resourceUsage().maxRSS * KB;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`${STATUS} tells no peak.`);
  return Number(kilobytes) * KB;
}
