import { RequestError } from '../../domain/errors.ts';
import type { Page, PageRequest } from '../../domain/workflow/store.ts';
import type { Item, Key } from './item.ts';
import type { QueryRequest } from './requests.ts';
import type { Table } from './table.ts';

/** A sort key is at most 1,024 bytes. */
const MAX_POSITION = 1024;
const MAX_CURSOR = 4096;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Makes an opaque cursor of the sort key of a page's last item. */
export const encodeCursor = (position: string): string => Buffer.from(JSON.stringify([position])).toString('base64url');

/**
 * The sort key in a cursor. It never names a partition: the server adds the caller's own.
 * @throws RequestError 400 INVALID_CURSOR
 */
export function decodeCursor(cursor: string): string {
  if (cursor.length > MAX_CURSOR || !BASE64URL.test(cursor)) throw invalidCursor();
  const value = parse(Buffer.from(cursor, 'base64url').toString());
  const position = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  if (typeof position !== 'string' || position === '' || Buffer.byteLength(position) > MAX_POSITION) {
    throw invalidCursor();
  }
  // One spelling per position, so that a cursor can be compared.
  if (encodeCursor(position) !== cursor) throw invalidCursor();
  return position;
}

/** Where a list continues. */
export interface Continuation {
  /** What of an item goes into the cursor. */
  position(item: Item): string;
  /** The full key behind which the query goes on, made of a position that the client may have made up. */
  after(position: string): Item;
}

/** For lists of the table itself: the sort key is the position. */
const bySortKey = (partition: string): Continuation => ({
  position: (item) => String(item.sk),
  after: (sk): Key & Item => ({ pk: partition, sk }),
});

/**
 * One page of a list with its cursor. Reads one item more than asked, so that the last page has no cursor.
 * @throws RequestError 400 INVALID_CURSOR
 */
export async function queryPage(
  table: Table,
  request: Omit<QueryRequest, 'limit' | 'after'>,
  page: PageRequest,
  continuation: Continuation = bySortKey(request.partition),
): Promise<Page<Item>> {
  const after = page.cursor === undefined ? {} : { after: continuation.after(decodeCursor(page.cursor)) };
  const { items, lastKey } = await readPage(table, { ...request, ...after, limit: page.limit + 1 });
  const kept = items.slice(0, page.limit);
  const last = kept.at(-1);
  // A page can also end at 1 MB, before the limit.
  const more = items.length > page.limit || lastKey !== undefined;
  return more && last !== undefined
    ? { items: kept, nextCursor: encodeCursor(continuation.position(last)) }
    : { items: kept };
}

async function readPage(table: Table, request: QueryRequest) {
  try {
    return await table.query(request);
  } catch (error) {
    // DynamoDB refuses a start key outside the list; only a made-up cursor has one.
    if (request.after !== undefined && error instanceof Error && error.name === 'ValidationException') {
      throw invalidCursor(error);
    }
    throw error;
  }
}

const invalidCursor = (cause?: unknown): RequestError =>
  new RequestError(400, 'INVALID_CURSOR', 'The cursor is not one that this list has given out.', { cause });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
