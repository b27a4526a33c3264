import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { TABLE } from '../../shared/contract/table.ts';
import type { DeploymentOptions, StageSettings } from '../config.ts';
import { EngineMachine, engineMachineArn } from '../constructs/engine-machine.ts';
import { StepwellFunction } from '../constructs/stepwell-function.ts';
import type { DataStack } from './data-stack.ts';

interface EngineStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly data: DataStack;
}

/** What carries runs: the machine, the function that advances them, the tick that looks after them. */
export class EngineStack extends Stack {
  readonly machine: EngineMachine;
  readonly advance: StepwellFunction<'engine-advance'>;
  readonly tick: StepwellFunction<'engine-tick'>;

  constructor(scope: Construct, id: string, props: EngineStackProps) {
    super(scope, id, props);
    const { settings, options, data } = props;
    this.advance = this.#advance(settings, options, data);
    this.machine = new EngineMachine(this, 'Machine', { settings, advance: this.advance.live, table: data.table });
    this.tick = this.#tick(settings, data);
    new CfnOutput(this, 'StateMachineArn', { value: this.machine.machine.stateMachineArn });
    new CfnOutput(this, 'TickFunctionName', { value: this.tick.function.functionName });
  }

  #advance(settings: StageSettings, options: DeploymentOptions, data: DataStack) {
    const advance = new StepwellFunction(this, 'Advance', {
      settings,
      name: 'engine-advance',
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: {
        TABLE_NAME: data.table.table.tableName,
        BUCKET_NAME: data.bodies.bucket.bucketName,
        STATE_MACHINE_ARN: engineMachineArn(this, settings),
        SECRETS_KEY_ARN: data.secretsKey.key.keyArn,
        OUTBOUND_ALLOW: options.outboundAllow,
        OUTBOUND_DENY: options.outboundDeny,
      },
    });
    const tenants = advance.forTenants();
    // TransactWriteItems needs the right to each of its actions, and none of its own.
    data.table.grantTenant(tenants, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    // What secrets runs use.
    data.table.grantAudit(advance);
    data.secretsKey.grantOpen(tenants, ['connection', 'oauth']);
    data.secretsKey.grantSeal(tenants, ['oauth']);
    data.bodies.grantRead(tenants);
    data.bodies.grantWrite(tenants);
    // The machine is made after the function that it calls: known by its name, not by reference.
    advance.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [engineMachineArn(this, settings)] }),
    );
    return advance;
  }

  #tick(settings: StageSettings, data: DataStack) {
    const tick = new StepwellFunction(this, 'Tick', {
      settings,
      name: 'engine-tick',
      timeout: Duration.seconds(50),
      memorySize: 256,
      environment: {
        TABLE_NAME: data.table.table.tableName,
        STATE_MACHINE_ARN: this.machine.machine.stateMachineArn,
      },
    });
    data.table.grant(tick, 'GetItem', 'PutItem', 'UpdateItem');
    data.table.grantQueryIndex(tick, TABLE.dueIndex);
    this.machine.grantLookAfter(tick);
    // The next minute's tick makes up for a lost one: trying an old one again would only add to it.
    const rule = new Rule(this, 'EachMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(tick.live, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    Validations.of(rule).acknowledge({
      id: 'Serverless::Serverless-EventBusDLQ',
      reason: 'A tick holds nothing: the next one, a minute later, finds everything that a lost one would have found.',
    });
    return tick;
  }
}
