import { EventBus } from 'aws-cdk-lib/aws-events';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';

interface StepwellBusProps {
  readonly settings: StageSettings;
}

/** The bus of what has happened. */
export class StepwellBus extends EventBus {
  constructor(scope: Construct, id: string, { settings }: StepwellBusProps) {
    super(scope, id, { eventBusName: `stepwell-${settings.stage}` });
  }

  /** Asking whether it is there. */
  grantDescribe(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['events:DescribeEventBus'], resources: [this.eventBusArn] }),
    );
  }
}
