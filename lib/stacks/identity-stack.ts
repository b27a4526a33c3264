import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploymentOptions, StageSettings } from '../config.ts';
import { StepwellFunction } from '../constructs/stepwell-function.ts';
import { PeoplePool } from '../constructs/user-pool.ts';
import type { DataStack } from './data-stack.ts';

interface IdentityStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly data: DataStack;
}

/**
 * Who people are: the user pool, and the function that it calls when somebody has signed up. Between the data, which
 * that function writes to, and the API, which asks for the pool's tokens: in either of them, the two stacks would need
 * each other.
 */
export class IdentityStack extends Stack {
  readonly people: PeoplePool;
  readonly signUp: StepwellFunction<'trigger-sign-up'>;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    const { settings, options, data } = props;
    this.signUp = this.#signUp(settings, data);
    this.people = new PeoplePool(this, 'People', {
      settings,
      tokenValidity: Duration.hours(options.tokenHours),
      onSignUp: this.signUp.live,
    });
    new CfnOutput(this, 'UserPoolId', { value: this.people.pool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: this.people.client.userPoolClientId });
    new CfnOutput(this, 'SignUpFunctionName', { value: this.signUp.function.functionName });
  }

  #signUp(settings: StageSettings, data: DataStack) {
    const signUp = new StepwellFunction(this, 'SignUp', {
      settings,
      name: 'trigger-sign-up',
      // The pool waits for five seconds, and calls again, three times in all.
      timeout: Duration.seconds(5),
      environment: { TABLE_NAME: data.table.table.tableName },
    });
    // TransactWriteItems needs the right to each of its actions, and none of its own.
    data.table.grantIdentity(signUp, 'GetItem', 'PutItem', 'UpdateItem');
    return signUp;
  }
}
