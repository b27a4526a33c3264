import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploymentOptions, StageSettings } from '../config.ts';
import { Alarms } from '../constructs/alarms.ts';
import { StepwellDashboard, type Watched } from '../constructs/dashboard.ts';
import { InsightsQueries } from '../constructs/insights-queries.ts';
import type { ApiStack } from './api-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { EngineStack } from './engine-stack.ts';
import type { IdentityStack } from './identity-stack.ts';

interface OpsStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly data: DataStack;
  readonly engine: EngineStack;
  readonly identity: IdentityStack;
  readonly api: ApiStack;
}

/** What an operator looks at. The log groups stand beside the functions that write them, so that none is ever missing. */
export class OpsStack extends Stack {
  constructor(scope: Construct, id: string, props: OpsStackProps) {
    super(scope, id, props);
    const { settings, options, data, engine, identity, api } = props;
    const functions = {
      authorizer: api.functions.authorizer,
      'api-account': api.functions.account,
      'api-audit': api.functions.audit,
      'api-connections': api.functions.connections,
      'api-docs': api.functions.docs,
      'api-oauth': api.functions.oauth,
      'api-workflows': api.functions.workflows,
      'api-runs': api.functions.runs,
      'api-status': api.functions.status,
      'api-system': api.functions.system,
      'engine-advance': engine.advance,
      'engine-tick': engine.tick,
      'trigger-sign-up': identity.signUp,
    };
    const watched: Watched = {
      settings,
      api: api.http.api,
      machine: engine.machine.machine,
      table: data.table,
      functions: Object.fromEntries(Object.entries(functions).map(([name, one]) => [name, one.function])),
      logGroups: Object.values(functions).map((one) => one.logGroup.logGroupName),
    };
    new StepwellDashboard(this, 'Dashboard', watched);
    new Alarms(this, 'Alarms', { watched, email: options.alarmEmail });
    new InsightsQueries(this, 'Queries', { settings, logGroups: watched.logGroups });
  }
}
