import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { LogReader } from '../../../local/cloud/log-reader.ts';

interface Event {
  readonly timestamp: number;
  readonly logStreamName: string;
  readonly message: string;
}

/** Answers as the emulator does: the oldest events from the start time on, at most `page`, and no token. */
class FakeLogs {
  readonly groups: Record<string, Event[]>;
  readonly #page: number;

  constructor(groups: Record<string, Event[]>, page: number) {
    this.groups = groups;
    this.#page = page;
  }

  get client(): CloudWatchLogsClient {
    return { send: async (command: unknown) => this.#answer(command) } as unknown as CloudWatchLogsClient;
  }

  #answer(command: unknown): unknown {
    if (!(command instanceof FilterLogEventsCommand)) {
      return { logGroups: Object.keys(this.groups).map((logGroupName) => ({ logGroupName })) };
    }
    const { logGroupName = '', startTime = 0, filterPattern } = command.input;
    const text = filterPattern?.replaceAll('"', '') ?? '';
    const events = (this.groups[logGroupName] ?? []).filter(
      (event) => event.timestamp >= startTime && event.message.includes(text),
    );
    return { events: events.sort((a, b) => a.timestamp - b.timestamp).slice(0, this.#page) };
  }
}

const event = (timestamp: number, name: string, more: object = {}): Event => ({
  timestamp,
  logStreamName: `stream-${name}`,
  message: JSON.stringify({ level: 'INFO', message: name, timestamp: new Date(timestamp).toISOString(), ...more }),
});

const all = { level: 'DEBUG' } as const;
const messages = async (reader: LogReader): Promise<readonly string[]> =>
  (await reader.read()).map((line) => line.message);

describe('LogReader', () => {
  it('merges the functions in the order of time, and reads past the end of a page', async () => {
    const logs = new FakeLogs(
      {
        '/stepwell/local/a': [event(1000, 'a1'), event(3000, 'a2'), event(3000, 'a3'), event(5000, 'a4')],
        '/stepwell/local/b': [event(2000, 'b1'), event(4000, 'b2')],
      },
      3,
    );
    const reader = new LogReader(logs.client, all, 0);
    expect(await messages(reader)).toEqual(['a1', 'b1', 'a2', 'a3', 'b2', 'a4']);
  });

  it('gives each line once, also one that comes later with a time that was read already', async () => {
    const group = [event(1000, 'first')];
    const logs = new FakeLogs({ '/stepwell/local/a': group }, 100);
    const reader = new LogReader(logs.client, all, 0);
    expect(await messages(reader)).toEqual(['first']);
    expect(await messages(reader)).toEqual([]);
    group.push(event(1000, 'same time'), event(2000, 'later'));
    expect(await messages(reader)).toEqual(['same time', 'later']);
  });

  it('filters by time, function, level and correlation id', async () => {
    const logs = new FakeLogs(
      {
        '/stepwell/local/api-runs': [
          event(1, 'too old'),
          event(1000, 'mine', { correlationId: 'c-1', level: 'WARN' }),
          event(1001, 'mine but quiet', { correlationId: 'c-1' }),
          event(1002, 'other', { correlationId: 'c-2', level: 'ERROR' }),
        ],
        '/stepwell/local/tick': [event(1003, 'other function', { correlationId: 'c-1', level: 'WARN' })],
      },
      100,
    );
    const reader = new LogReader(logs.client, { level: 'WARN', function: 'runs', correlation: 'c-1' }, 500);
    expect(await messages(reader)).toEqual(['mine']);
  });
});
