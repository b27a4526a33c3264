import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';

interface InsightsQueriesProps {
  readonly settings: StageSettings;
  readonly logGroups: readonly string[];
}

/** Saved queries by their names in the console. Each works on the field names that the logger writes. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  'Everything with a correlation id': [
    'fields @timestamp, level, service, message, nodeId, status, durationMs, error.message',
    'filter correlationId = "REPLACE-ME"',
    'sort @timestamp asc',
    'limit 1000',
  ],
  'Slowest requests': [
    'fields @timestamp, method, route, status, durationMs, tenantId, correlationId',
    'filter message = "Request completed"',
    'sort durationMs desc',
    'limit 50',
  ],
  'Errors by service and name': [
    'filter level = "ERROR"',
    'stats count(*) as errors, latest(correlationId) as example by service, error.name, message',
    'sort errors desc',
  ],
  'Steps of a run': [
    'fields @timestamp, message, nodeId, nodeType, status, attempts, durationMs, code',
    'filter runId = "REPLACE-ME"',
    'sort @timestamp asc',
    'limit 1000',
  ],
};

/** The first saved Logs Insights queries, over the logs of all functions. */
export class InsightsQueries extends Construct {
  constructor(scope: Construct, id: string, { settings, logGroups }: InsightsQueriesProps) {
    super(scope, id);
    Object.entries(QUERIES).forEach(([name, lines], index) => {
      new CfnQueryDefinition(this, `Query${index + 1}`, {
        name: `stepwell-${settings.stage}/${name}`,
        queryString: lines.join('\n| '),
        logGroupNames: [...logGroups],
      });
    });
  }
}
