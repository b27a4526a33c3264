import { describe, expect, it } from 'vitest';
import { synthesize } from '../../support/synthesize.ts';

const aclOf = (stage: Parameters<typeof synthesize>[0], options = {}) => {
  const synthesized = synthesize(stage, options);
  const [acl] = Object.values(synthesized.resources('AWS::WAFv2::WebACL'));
  const [association] = Object.values(synthesized.resources('AWS::WAFv2::WebACLAssociation'));
  return { acl: acl?.Properties, association: association?.Properties, spell: synthesized.spell };
};

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Statement: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('the web ACL', () => {
  it('stands before the stage of prod', () => {
    const { acl, association, spell } = aclOf('prod');
    expect(acl).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
    expect(spell(association.ResourceArn)).toMatch(/:apigateway:.*\/restapis\/\w+\/stages\/\w+$/);
    expect(spell(association.WebACLArn)).toMatch(/Acl/);
  });

  it('is there on demand elsewhere, can be left out, and is refused where the emulator would ignore it', () => {
    expect(aclOf('dev').acl).toBeUndefined();
    expect(aclOf('dev', { waf: 'true' }).acl).toBeDefined();
    expect(aclOf('prod', { waf: 'false' }).acl).toBeUndefined();
    expect(aclOf('local').acl).toBeUndefined();
    expect(() => synthesize('local', { waf: 'true' })).toThrow(/emulator/);
    expect(() => synthesize('dev', { waf: 'maybe' })).toThrow(/waf/);
  });

  it("asks AWS's lists and counts by address, the cheapest first", () => {
    const rules = aclOf('prod').acl.Rules as Rule[];
    const inOrder = rules.toSorted((a, b) => a.Priority - b.Priority).map(({ Name }) => Name);
    expect(inOrder).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'RatePerAddress',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    const rate = rules.find(({ Name }) => Name === 'RatePerAddress');
    expect(rate?.Statement.RateBasedStatement).toMatchObject({ AggregateKeyType: 'IP', Limit: expect.any(Number) });
  });

  it('only counts what would refuse large workflows, and those with addresses and markup', () => {
    const rules = aclOf('prod').acl.Rules as Rule[];
    const common = rules.find(({ Name }) => Name === 'AWSManagedRulesCommonRuleSet');
    const overrides = common?.Statement.ManagedRuleGroupStatement?.RuleActionOverrides as { Name: string }[];
    expect(overrides).toContainEqual({ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } });
    expect(overrides.map(({ Name }) => Name)).toContain('GenericRFI_BODY');
    expect(overrides.every(({ Name }) => /_BODY$|^NoUserAgent/.test(Name))).toBe(true);
  });

  it('tells a caller who is cut off in the envelope of errors', () => {
    const bodies = aclOf('prod').acl.CustomResponseBodies;
    expect(JSON.parse(bodies.TooMany.Content)).toMatchObject({ success: false, error: { code: 'THROTTLED' } });
  });
});
