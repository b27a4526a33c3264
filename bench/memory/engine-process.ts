import { createOutboundClient } from '../../shared/clients/http/outbound-client.ts';
import { createExecutors } from '../../shared/nodes/executors.ts';
import { prepared, runInProcess } from '../engine/in-process-run.ts';
import { parallelCalls } from '../workflows.ts';
import { withFileBodies } from './file-bodies.ts';
import { printPeakOf } from './peak.ts';

/** What functions/engine/advance/handler.ts allows with the function's 1,024 MB. */
const MAX_IN_FLIGHT = 50;

const [, , url = '', calls = ''] = process.argv;
const program = prepared(parallelCalls(Number(calls), url));
const outbound = createOutboundClient({ version: 'bench', allow: [new URL(url).host] });
const executors = createExecutors({ outbound });

await printPeakOf(() =>
  withFileBodies((bodies) => runInProcess(program, { bodies, executors, maxInFlight: MAX_IN_FLIGHT })),
);
