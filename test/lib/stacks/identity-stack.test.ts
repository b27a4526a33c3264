import { describe, expect, it } from 'vitest';
import { StageSchema } from '../../../shared/contract/stage.ts';
import { type Synthesized, synthesize } from '../../support/synthesize.ts';

function one(stage: Synthesized, type: string) {
  const [found, ...others] = Object.values(stage.resources(type));
  expect(others).toEqual([]);
  if (found === undefined) throw new Error(`There is no ${type}.`);
  return found;
}

const poolOf = (stage: Synthesized) => one(stage, 'AWS::Cognito::UserPool');
const clientOf = (stage: Synthesized) => one(stage, 'AWS::Cognito::UserPoolClient').Properties;

describe('the user pool', () => {
  it('takes people by e-mail address, with passwords that are hard to guess and a second factor if they like', () => {
    const { Properties } = poolOf(synthesize('prod'));
    expect(Properties).toMatchObject({
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    expect(Properties.Policies.PasswordPolicy).toMatchObject({
      MinimumLength: 12,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    });
  });

  it.each(StageSchema.options)('outlives deployments of %s, unless it is local', (name) => {
    const { DeletionPolicy, Properties } = poolOf(synthesize(name));
    expect(DeletionPolicy).toBe(name === 'local' ? 'Delete' : 'Retain');
    expect(Properties.DeletionProtection).toBe(name === 'prod' ? 'ACTIVE' : 'INACTIVE');
  });

  it('tells the function of sign-ups, by the alias, and nothing else', () => {
    const stage = synthesize('prod');
    const { LambdaConfig } = poolOf(stage).Properties;
    expect(Object.keys(LambdaConfig)).toEqual(['PostConfirmation']);
    expect(stage.spell(LambdaConfig.PostConfirmation)).toMatch(/^SignUpFunctionAliaslive/);
  });
});

describe('its client', () => {
  it.each(StageSchema.options)('has no secret on %s, and never says who has an account', (name) => {
    const client = clientOf(synthesize(name));
    expect(client).toMatchObject({
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
    expect(client.AllowedOAuthFlows).toBeUndefined();
    const flows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
    const expected = name === 'local' ? ['ALLOW_USER_PASSWORD_AUTH', ...flows] : flows;
    expect([...client.ExplicitAuthFlows].sort()).toEqual([...expected].sort());
  });

  it('lets people write their own name, address and organisation, and not whether the address is proven', () => {
    const client = clientOf(synthesize('prod'));
    expect([...client.WriteAttributes].sort()).toEqual(['custom:organisation', 'email', 'name']);
  });

  it('gives tokens out for as long as the authorizer takes them', () => {
    for (const [options, hours] of [
      [{}, 24],
      [{ tokenHours: '8' }, 8],
    ] as const) {
      const stage = synthesize('prod', options);
      const client = clientOf(stage);
      expect(client.TokenValidityUnits).toEqual({
        AccessToken: 'minutes',
        IdToken: 'minutes',
        RefreshToken: 'minutes',
      });
      expect(client.AccessTokenValidity).toBe(hours * 60);
      expect(client.IdTokenValidity).toBe(hours * 60);
      expect(client.RefreshTokenValidity).toBe(30 * 24 * 60);
      const functions = Object.values(stage.resources('AWS::Lambda::Function'));
      const authorizer = functions.find(({ Properties }) => Properties.FunctionName === 'stepwell-prod-authorizer');
      expect(authorizer?.Properties.Environment.Variables.TOKEN_MAX_AGE_HOURS).toBe(String(hours));
    }
  });
});
