import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Children, tail } from './children.ts';
import { awsEnvironment } from './environment.ts';
import { CloudFailure } from './failure.ts';
import { type CloudPaths, ROOT } from './paths.ts';
import type { CloudOutputs } from './state.ts';

/** The account of every emulator. */
const ENVIRONMENT = 'aws://000000000000';
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
/** The command line asks the network for news and counts its users unless told otherwise. */
const QUIET = ['--no-notices', '--no-version-reporting', '--no-color'];

export interface Deployment {
  readonly paths: CloudPaths;
  readonly endpoint: string;
  readonly region: string;
  /** `-c key=value` of the CDK app. */
  readonly context: Readonly<Record<string, string>>;
}

async function cdk(deployment: Deployment, children: Children, args: readonly string[], cwd: string): Promise<number> {
  const { paths, endpoint, region } = deployment;
  const env = { ...awsEnvironment(endpoint, region), CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true' };
  return children.run({
    role: 'cdk',
    command: process.execPath,
    args: [CDK, ...args, ...QUIET],
    cwd,
    env,
    log: paths.deployLog,
  });
}

/** `cdk bootstrap`; from a folder without cdk.json, else the command synthesises the app for nothing. */
export async function bootstrap(deployment: Deployment, children: Children): Promise<void> {
  const args = ['bootstrap', `${ENVIRONMENT}/${deployment.region}`];
  if ((await cdk(deployment, children, args, deployment.paths.dir)) !== 0)
    throw deployFailure('cdk bootstrap', deployment);
}

/** `cdk deploy` of the same app that goes to AWS. @returns what the stacks say about themselves */
export async function deploy(deployment: Deployment, children: Children): Promise<CloudOutputs> {
  const { paths, context } = deployment;
  rmSync(paths.outputs, { force: true });
  mkdirSync(paths.cdkOut, { recursive: true });
  const contextArgs = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  // A change set takes two more round trips and shows nothing that anybody would read here.
  const options = ['--all', '--require-approval', 'never', '--method', 'direct', '--concurrency', '4'];
  // cdk.json names the build for people who deploy by hand; here it was done, and dist/ is part of the fingerprint.
  const files = ['--build', '', '--output', paths.cdkOut, '--outputs-file', paths.outputs];
  if ((await cdk(deployment, children, ['deploy', ...options, ...files, ...contextArgs], ROOT)) !== 0) {
    throw deployFailure('cdk deploy', deployment);
  }
  return readOutputs(JSON.parse(readFileSync(paths.outputs, 'utf8')));
}

const deployFailure = (what: string, { paths }: Deployment): CloudFailure =>
  new CloudFailure(
    `${what} failed. The end of its log:\n${tail(paths.deployLog, 25)}`,
    `The whole log is ${paths.deployLog}. If the emulator's data is damaged, npm start -- --fresh begins without it.`,
  );

/**
 * @param stacks outputs by stack, as `cdk deploy --outputs-file` writes them
 * @throws CloudFailure that names the output that is missing
 */
export function readOutputs(stacks: Readonly<Record<string, Readonly<Record<string, string>>>>): CloudOutputs {
  const outputs = Object.assign({}, ...Object.values(stacks)) as Readonly<Record<string, string>>;
  const take = (name: string): string => {
    const value = outputs[name];
    if (value !== undefined) return value;
    throw new CloudFailure(`The stacks have no output ${name}.`, 'Add it to the stack that owns the resource.');
  };
  return {
    apiId: take('ApiId'),
    apiStage: new URL(take('ApiUrl')).pathname.replaceAll('/', ''),
    tableName: take('TableName'),
    bucketName: take('BucketName'),
    secretsKeyArn: take('SecretsKeyArn'),
    tickFunctionName: take('TickFunctionName'),
    userPoolId: take('UserPoolId'),
    userPoolClientId: take('UserPoolClientId'),
  };
}
