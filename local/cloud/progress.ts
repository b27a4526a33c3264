/** How a start goes on, as data: printed here, or sent by a detached cloud to the terminal that waits for it. */
export type ProgressEvent =
  | { readonly type: 'begin'; readonly label: string }
  | { readonly type: 'end'; readonly label: string; readonly milliseconds: number; readonly failed: boolean }
  | { readonly type: 'note'; readonly text: string };

export type ProgressSink = (event: ProgressEvent) => void;

export interface Progress {
  /** Runs a step and reports it; `detail` makes the text that stands behind the label once it ended. */
  step<T>(label: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>;
  note(text: string): void;
}

/** @param clock milliseconds */
export function createProgress(sink: ProgressSink, clock: () => number = () => performance.now()): Progress {
  return {
    async step(label, work, detail) {
      const begin = clock();
      const end = (text: string, failed: boolean): void =>
        sink({ type: 'end', label: text, milliseconds: clock() - begin, failed });
      sink({ type: 'begin', label });
      try {
        const result = await work();
        end(detail === undefined ? label : `${label}: ${detail(result)}`, false);
        return result;
      } catch (error) {
        end(label, true);
        throw error;
      }
    },
    note: (text) => sink({ type: 'note', text }),
  };
}

/** @example `✓ Emulator: MiniStack on port 20566                   2.1 s` */
function formatEvent(event: Exclude<ProgressEvent, { type: 'begin' }>): string {
  if (event.type === 'note') return `· ${event.text}`;
  const time = `${(event.milliseconds / 1000).toFixed(1)} s`;
  return `${event.failed ? '✗' : '✓'} ${event.label.padEnd(56)} ${time.padStart(7)}`;
}

const CLEAR_LINE = '\r\u001b[K';

/** Prints one line per step that ended; on a terminal also, in the last line, what is still under way. */
export function createPrinter(stream: NodeJS.WritableStream & { isTTY?: boolean }): ProgressSink {
  const running = new Set<string>();
  const live = stream.isTTY === true;
  return (event) => {
    if (event.type === 'begin') running.add(event.label);
    if (event.type === 'end') running.delete([...running].find((label) => event.label.startsWith(label)) ?? '');
    if (live) stream.write(CLEAR_LINE);
    if (event.type !== 'begin') stream.write(`${formatEvent(event)}\n`);
    if (live && running.size > 0) stream.write(`… ${[...running].join(', ')}`);
  };
}
