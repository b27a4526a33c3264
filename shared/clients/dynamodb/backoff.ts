const FIRST_MS = 20;
const LONGEST_MS = 2000;

/**
 * Waits before another attempt, anywhere between nothing and twice as long as before, so that those who collided do not
 * meet again.
 * @param attempt the one that has failed, from 1
 * @param ms that are left
 * @returns false, at once, when that would take longer than what is left
 */
export async function backOff(attempt: number, ms: number): Promise<boolean> {
  const pause = Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  if (pause >= ms) return false;
  await new Promise((resolve) => setTimeout(resolve, pause));
  return true;
}
