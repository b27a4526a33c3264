import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';

interface WebAclProps {
  readonly settings: StageSettings;
  /** Of the stage of the REST API. */
  readonly stageArn: string;
}

/**
 * Requests of one address in five minutes: four times what the highest tier may have, as an office or a cluster has one
 * address. The limits of tenants are the API's own.
 */
const REQUESTS_PER_ADDRESS = 10_000;

/**
 * They judge bodies by what would harm a web page. Here bodies are JSON, checked by schemas and never shown as a page,
 * and workflows hold addresses, markup and long texts for good reasons. Requests without a user agent are scripts, which
 * is what an API is for.
 */
const ONLY_COUNTED = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'NoUserAgent_HEADER',
];

const TOO_MANY = 'TooMany';
/** In the envelope of errors; there is no id of a request yet. */
const REFUSAL = {
  success: false,
  error: { code: 'THROTTLED', message: 'Too many requests from this address.', correlationId: '', retryAfter: 60 },
};

/** A web ACL in front of the API: AWS's lists of bad addresses and of known attacks, and a rate for each address. */
export class WebAcl extends Construct {
  readonly acl: CfnWebACL;

  constructor(scope: Construct, id: string, { settings, stageArn }: WebAclProps) {
    super(scope, id);
    this.acl = new CfnWebACL(this, 'Acl', {
      name: `stepwell-${settings.stage}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible('All'),
      customResponseBodies: { [TOO_MANY]: { contentType: 'APPLICATION_JSON', content: JSON.stringify(REFUSAL) } },
      rules: [
        managed(0, 'AWSManagedRulesAmazonIpReputationList'),
        rate(1),
        managed(2, 'AWSManagedRulesKnownBadInputsRuleSet'),
        managed(3, 'AWSManagedRulesCommonRuleSet', ONLY_COUNTED),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stageArn, webAclArn: this.acl.attrArn });
  }
}

const visible = (name: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName: `Stepwell${name}`,
});

const managed = (priority: number, name: string, counted: readonly string[] = []): CfnWebACL.RuleProperty => ({
  priority,
  name,
  overrideAction: { none: {} },
  visibilityConfig: visible(name),
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
});

const rate = (priority: number): CfnWebACL.RuleProperty => ({
  priority,
  name: 'RatePerAddress',
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        customResponseBodyKey: TOO_MANY,
        responseHeaders: [{ name: 'retry-after', value: '60' }],
      },
    },
  },
  visibilityConfig: visible('RatePerAddress'),
  statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: REQUESTS_PER_ADDRESS, evaluationWindowSec: 300 } },
});
