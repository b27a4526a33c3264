import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { engineMachineAsl } from './engine-machine-asl.ts';
import type { MainTable } from './main-table.ts';

interface EngineMachineProps {
  readonly settings: StageSettings;
  readonly advance: IFunction;
  readonly table: MainTable;
}

/**
 * One Standard machine for all runs. It keeps time, tries crashed work again and holds the token of a run that sleeps.
 *
 * 1. Advance: the engine function runs everything that is ready and says what comes next.
 * 2. WhatNext: `done` ends, `continue` advances again, `wait` waits for the run's owner, `park` parks.
 * 3. Park: stores a task token in the engine item on the condition that nothing has happened since Advance looked, and
 *    sleeps until it is woken or its time has come. A condition that fails means that something has happened.
 * 4. Stall: after hours of failures, marks the run by a direct write, with no code of the engine, and fails: a failed
 *    execution is always an engine fault, and pages.
 */
export class EngineMachine extends Construct {
  readonly machine: StateMachine;
  readonly #name: string;

  constructor(scope: Construct, id: string, { settings, advance, table }: EngineMachineProps) {
    super(scope, id);
    this.#name = machineName(settings);
    const asl = engineMachineAsl({ advanceArn: advance.functionArn, tableName: table.table.tableName });
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${this.#name}`,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: this.#name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(asl)),
      tracingEnabled: true,
      // The data of a run is in the run store; the log tells how the machine moved.
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
      removalPolicy: settings.removalPolicy,
    });
    this.machine.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [advance.functionArn] }),
    );
    table.grant(this.machine, 'UpdateItem');
    Validations.of(this.machine.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray and the delivery of logs have no resources: AWS lets these actions be granted on * only.',
    });
  }

  grantStart(grantee: IGrantable): void {
    this.#grant(grantee, 'states:StartExecution', this.machine.stateMachineArn);
  }

  /** Asking whether it is there; not how it is defined, nor for any execution. */
  grantDescribe(grantee: IGrantable): void {
    this.#grant(grantee, 'states:DescribeStateMachine', this.machine.stateMachineArn);
  }

  /** Waking an execution that sleeps; the token that says which is the secret. */
  grantWake(grantee: IGrantable): void {
    this.#grant(grantee, 'states:SendTaskSuccess', this.machine.stateMachineArn);
  }

  /** Asking how executions stand, starting them and waking those that sleep. */
  grantLookAfter(grantee: IGrantable & IConstruct): void {
    this.grantStart(grantee);
    this.grantWake(grantee);
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.#name}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.#grant(grantee, 'states:DescribeExecution', executions);
    const spelled = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${this.#name}:*`;
    Validations.of(grantee).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${spelled}]`,
      reason: 'Executions are named after runs, so their names are known at run time only.',
    });
  }

  #grant(grantee: IGrantable, action: string, resource: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
  }
}

const machineName = ({ stage }: StageSettings): string => `stepwell-${stage}-engine`;

/** The machine's ARN, for what is made before it. */
export const engineMachineArn = (scope: Construct, settings: StageSettings): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: machineName(settings),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
