import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** Works on each message; those that failed are named, so that only they come again. */
export function consumeBatch(
  event: SQSEvent,
  work: (record: SQSRecord) => Promise<void>,
  context: Context,
): Promise<SQSBatchResponse> {
  const processor = new BatchProcessor(EventType.SQS);
  // A batch that failed as a whole is no failure of the function: each message has its own line in the log.
  return processPartialResponse(event, work, processor, { context, throwOnFullBatchFailure: false });
}
