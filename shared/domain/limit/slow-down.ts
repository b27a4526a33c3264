/** Share of a budget past which answers begin to wait. */
const FROM = 0.8;
const MAX_MS = 300;

/**
 * How long to hold an answer back, so that a caller near its limit feels it before it is refused: nothing up to 80 %
 * of the budget, then growing evenly to 300 ms at its end.
 * @param used requests of the window, this one among them
 */
export function slowDownMs(used: number, limit: number): number {
  if (!(limit > 0)) return 0;
  const over = (used / limit - FROM) / (1 - FROM);
  return Math.round(MAX_MS * Math.min(1, Math.max(0, over)));
}
