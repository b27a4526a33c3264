import { describe, expect, it } from 'vitest';
import { type Synthesized, synthesize } from '../../support/synthesize.ts';

const MAIL = { mailFrom: 'no-reply@mail.example.com', appUrl: 'https://app.example' };

interface Statement {
  readonly Action: string;
  readonly Resource: readonly unknown[];
  readonly Condition: unknown;
}

const mailing = (stage: Synthesized): (readonly [role: string, Statement])[] =>
  Object.entries(stage.resources('AWS::IAM::Policy')).flatMap(([id, { Properties }]) =>
    (Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('ses:')))
      .map((statement) => [id.slice(0, id.indexOf('RoleDefaultPolicy')), statement] as const),
  );

const environmentOf = (stage: Synthesized) =>
  Object.values(stage.resources('AWS::Lambda::Function')).find(({ Properties }) =>
    Properties.FunctionName.endsWith('-api-account'),
  )?.Properties.Environment.Variables;

describe('the sender of mails', () => {
  const stage = synthesize('prod', MAIL);

  it('is used by the function of accounts only, as itself only', () => {
    const [[role, statement] = [], ...others] = mailing(stage);
    expect([role, others]).toEqual(['Account', []]);
    expect(statement?.Action).toBe('ses:SendEmail');
    const arns = statement?.Resource.map((arn) => stage.spell(arn).replace(/^.*:identity\//, 'identity/'));
    expect(arns?.sort()).toEqual(['identity/mail.example.com', 'identity/no-reply@mail.example.com']);
    expect(statement?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': MAIL.mailFrom } });
    expect(environmentOf(stage)).toMatchObject({ MAIL_FROM: MAIL.mailFrom, APP_URL: MAIL.appUrl });
  });

  it('is nobody when none is named', () => {
    const silent = synthesize('prod');
    expect(mailing(silent)).toEqual([]);
    expect(environmentOf(silent)).not.toHaveProperty('MAIL_FROM');
  });
});
