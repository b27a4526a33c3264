/** Where the progress is written. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ProgressBar {
  /** One more is done; `asExpected` false if not as it should be. */
  tick(asExpected: boolean): void;
  /** Ends the line. */
  end(): void;
}

const WIDTH = 32;
const EVERY = 50;
const CLEAR_LINE = '\r\u001b[K';

/** A bar that is redrawn on a terminal; elsewhere a line for every 50, and at the end. */
export function createProgressBar(screen: Screen, total: number): ProgressBar {
  let done = 0;
  let unexpected = 0;
  const text = (): string => `${done} of ${total} runs${unexpected === 0 ? '' : `, ${unexpected} not as expected`}`;
  return {
    tick(asExpected) {
      done += 1;
      if (!asExpected) unexpected += 1;
      if (screen.isTTY === true) {
        const filled = Math.round((WIDTH * done) / Math.max(total, 1));
        screen.write(`${CLEAR_LINE}${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${text()}`);
      } else if (done % EVERY === 0 || done === total) screen.write(`${text()}\n`);
    },
    end() {
      if (screen.isTTY === true) screen.write('\n');
    },
  };
}
