import { describe, expect, it } from 'vitest';
import { fakeEnvironment } from '../../../bench/startup/environment.ts';
import { EnvSchemas, type FunctionName } from '../../../shared/contract/env.ts';

describe('fakeEnvironment', () => {
  it.each(Object.keys(EnvSchemas) as FunctionName[])('is one that the schema of %s takes', (name) => {
    const environment = fakeEnvironment(name);
    expect(EnvSchemas[name].safeParse(environment)).toMatchObject({ success: true });
    expect(environment).toMatchObject({ STAGE: 'prod', AWS_REGION: 'us-east-1' });
    expect(environment).not.toHaveProperty('OUTBOUND_ALLOW');
  });
});
