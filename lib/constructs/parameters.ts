import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { FunctionName } from '../../shared/contract/env.ts';
import { parametersOf } from '../../shared/contract/parameters.ts';
import type { Stage } from '../../shared/contract/stage.ts';

/**
 * Reading the parameters of a function, by their exact names: they are made by `npm run config`, not by the stacks, so
 * that no secret stands in a template.
 *
 * No right to a key comes with it: the secrets lie under the AWS managed key `aws/ssm`, whose own policy lets every
 * principal of the account decrypt through Systems Manager.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html
 */
export function readParameters(scope: Construct, stage: Stage, name: FunctionName): PolicyStatement {
  const resources = parametersOf(stage, name).map((parameter) =>
    Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameter.slice(1) }),
  );
  return new PolicyStatement({ actions: ['ssm:GetParameter'], resources });
}
