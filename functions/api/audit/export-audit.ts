import type { AuditQuery } from '../../../shared/domain/audit/audit.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { ExportQuerySchema, queryOf } from './query.ts';
import type { AuditServices } from './services.ts';
import { auditView } from './views.ts';

/** Records that one answer has at most, and those that it looks through for them. */
const MAX_RECORDS = 5000;
const MAX_SEEN = 20_000;
/** Records of one read, which brings 1 MB at most. */
const PAGE = 1000;
/**
 * Bytes as the gateway gets them, at which no further read is begun. Lambda's answer has 6 MB at most, the escapes of its
 * JSON included; the last read may bring another megabyte.
 */
const ENOUGH_BYTES = 4_000_000;
/** Left for the answer: what was found by then is sent, with where to go on. */
const ENOUGH_TIME_MS = 5_000;

/**
 * Everything that fits the filters, newest first, one record a line, in as many answers as it takes: `x-next-cursor`
 * names the next one.
 */
export const route = defineRoute({
  name: 'exportAudit',
  query: ExportQuerySchema,
  async handle(call, { audit }: AuditServices) {
    let query: AuditQuery = { ...queryOf(call.query), limit: PAGE };
    // Who takes the whole trail along is told in it, and what cannot be told does not happen.
    await call.audit();
    const { tenantId } = call.principal;
    const lines: string[] = [];
    let bytes = 0;
    let seen = 0;
    for (;;) {
      const { items, nextCursor: cursor } = await audit.list(tenantId, query);
      for (const record of items) {
        const line = `${JSON.stringify(auditView(record))}\n`;
        bytes += Buffer.byteLength(JSON.stringify(line));
        lines.push(line);
      }
      seen += PAGE;
      const isEnough = lines.length + PAGE > MAX_RECORDS || seen >= MAX_SEEN || bytes >= ENOUGH_BYTES;
      if (cursor === undefined || isEnough || call.remainingMs() < ENOUGH_TIME_MS) {
        return { status: 200, text: lines.join(''), headers: headersOf(cursor) };
      }
      query = { ...query, cursor };
    }
  },
});

const headersOf = (cursor: string | undefined): Readonly<Record<string, string>> => ({
  'content-type': 'application/x-ndjson; charset=utf-8',
  'content-disposition': 'attachment; filename="audit.ndjson"',
  ...(cursor !== undefined && { 'x-next-cursor': cursor }),
});
