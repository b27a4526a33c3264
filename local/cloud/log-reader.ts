import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { LEVELS, type Level, type LogLine, parseLogLine } from './log-line.ts';

/** Every function writes to a log group of this prefix, ended by its name. */
const LOG_GROUP_PREFIX = '/stepwell/local/';

export interface LogFilter {
  /** Only lines that hold this correlation id. */
  readonly correlation?: string | undefined;
  /** Only functions whose name holds this. */
  readonly function?: string | undefined;
  /** Only lines of this level or above. */
  readonly level: Level;
}

async function listGroups(client: CloudWatchLogsClient): Promise<readonly string[]> {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: LOG_GROUP_PREFIX }));
  return logGroups.flatMap(({ logGroupName }) => logGroupName ?? []);
}

/** Events are told apart by all they have: the emulator gives them no id. */
const identityOf = (event: FilteredLogEvent): string =>
  `${event.timestamp}\0${event.logStreamName}\0${event.eventId ?? ''}\0${event.message}`;

/** What was read of a log group: reading goes on at the last time seen, without what was seen of that time. */
class GroupCursor {
  readonly #group: string;
  #from: number;
  #seen = new Set<string>();

  constructor(group: string, from: number) {
    this.#group = group;
    this.#from = from;
  }

  /** All that is new; the emulator answers at most 10,000 events a call and gives no token to go on with. */
  async read(client: CloudWatchLogsClient, pattern: string | undefined): Promise<readonly FilteredLogEvent[]> {
    const all: FilteredLogEvent[] = [];
    let more = true;
    while (more) {
      const page = await this.#readPage(client, pattern);
      all.push(...page);
      more = page.length > 0;
    }
    return all;
  }

  async #readPage(client: CloudWatchLogsClient, pattern: string | undefined): Promise<readonly FilteredLogEvent[]> {
    const filter = pattern === undefined ? {} : { filterPattern: `"${pattern}"` };
    const request = { logGroupName: this.#group, startTime: this.#from, ...filter };
    const { events = [] } = await client.send(new FilterLogEventsCommand(request));
    const fresh = events.filter((event) => !this.#seen.has(identityOf(event)));
    const last = fresh.reduce((latest, event) => Math.max(latest, event.timestamp ?? 0), this.#from);
    if (last > this.#from) this.#seen = new Set();
    this.#from = last;
    for (const event of fresh) if (event.timestamp === last) this.#seen.add(identityOf(event));
    return fresh;
  }
}

/** Reads the logs of all functions as one, in the order of their own times. */
export class LogReader {
  readonly #client: CloudWatchLogsClient;
  readonly #filter: LogFilter;
  readonly #since: number;
  readonly #cursors = new Map<string, GroupCursor>();

  /** @param since epoch milliseconds */
  constructor(client: CloudWatchLogsClient, filter: LogFilter, since: number) {
    this.#client = client;
    this.#filter = filter;
    this.#since = since;
  }

  /** @returns the lines since the last call */
  async read(): Promise<readonly LogLine[]> {
    const groups = (await listGroups(this.#client)).filter((group) => group.includes(this.#filter.function ?? ''));
    const lines = await Promise.all(groups.map((group) => this.#readGroup(group)));
    return lines.flat().sort((a, b) => a.time - b.time);
  }

  async #readGroup(group: string): Promise<readonly LogLine[]> {
    const cursor = this.#cursors.get(group) ?? new GroupCursor(group, this.#since);
    this.#cursors.set(group, cursor);
    const events = await cursor.read(this.#client, this.#filter.correlation);
    const name = group.slice(LOG_GROUP_PREFIX.length);
    return events
      .filter((event) => event.message?.includes(this.#filter.correlation ?? '') === true)
      .flatMap((event) => parseLogLine(event.message ?? '', name, event.timestamp ?? 0) ?? [])
      .filter((line) => LEVELS.indexOf(line.level) >= LEVELS.indexOf(this.#filter.level));
  }
}
