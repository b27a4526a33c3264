import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readOptions, settingsOf } from './config.ts';
import { dropWhatTheEmulatorLacks } from './constructs/local-cloud.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EngineStack } from './stacks/engine-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { OpsStack } from './stacks/ops-stack.ts';

/**
 * Adds every stack of a stage to the app, and the rule packs that look at them.
 * @throws Error when the context of the app is not usable
 */
export function addStepwell(app: App) {
  const options = readOptions(app);
  const settings = settingsOf(options.stage);
  const name = (part: string) => `stepwell-${settings.stage}-${part}`;

  const data = new DataStack(app, name('data'), { settings });
  const engine = new EngineStack(app, name('engine'), { settings, options, data });
  const identity = new IdentityStack(app, name('identity'), { settings, options, data });
  const api = new ApiStack(app, name('api'), { settings, options, data, engine, identity });
  const ops = new OpsStack(app, name('ops'), { settings, options, data, engine, identity, api });

  Tags.of(app).add('application', 'stepwell');
  Tags.of(app).add('stage', settings.stage);
  if (settings.stage === 'local') dropWhatTheEmulatorLacks(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return { data, engine, identity, api, ops };
}
