import { describe, expect, it } from 'vitest';
import {
  invitationLink,
  invitationMail,
  isFor,
  isOpen,
  newInvitation,
  tokenHashOf,
} from '../../../../shared/domain/tenant/invitation.ts';
import { scrub } from '../../../../shared/observability/redact.ts';
import { aTenant, NOW } from '../../../support/user-store-contract.ts';

const FIELDS = { tenantId: 'ten_1', role: 'editor', invitedBy: 'key_1', createdAt: NOW, days: 2 } as const;

describe('an invitation', () => {
  it('has a token that nobody guesses, is found by its hash and ends', () => {
    const { token, invitation } = newInvitation(FIELDS);
    expect(newInvitation(FIELDS).token).not.toBe(token);
    expect(invitation).not.toHaveProperty('days');
    expect(invitation.tokenHash).toBe(tokenHashOf(token));
    expect(JSON.stringify(invitation)).not.toContain(token);
    expect([isOpen(invitation, NOW + 2 * 86_400_000 - 1), isOpen(invitation, NOW + 2 * 86_400_000)]).toEqual([
      true,
      false,
    ]);
  });

  it('has a token that the log takes for a secret', () => {
    const { token } = newInvitation(FIELDS);
    expect(scrub(`see https://app.example/invitations/${token} now`)).not.toContain(token.slice(10));
  });

  it.each(['', 'sw_inv_', `sw_inv_${'a'.repeat(42)}`, `sw_inv_${'a'.repeat(44)}`, `sw_inv_${'.'.repeat(43)}`])(
    'has no token like %j',
    (token) => {
      expect(tokenHashOf(token)).toBeUndefined();
    },
  );

  it('is for anybody, or for one address in any case', () => {
    const { invitation } = newInvitation(FIELDS);
    expect([isFor(invitation, undefined), isFor(invitation, 'a@example.com')]).toEqual([true, true]);
    const named = { ...invitation, email: 'Ada@Example.com' };
    expect([isFor(named, 'ada@example.com'), isFor(named, 'eve@example.com'), isFor(named, undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is mailed as text with its link, role and end', () => {
    const { token, invitation } = newInvitation(FIELDS);
    const link = invitationLink('https://app.example/base//', token);
    expect(link).toBe(`https://app.example/base/invitations/${token}`);
    const mail = invitationMail('ada@example.com', aTenant({ name: 'Acme' }), invitation, link);
    expect(mail).toMatchObject({ to: 'ada@example.com', subject: 'You are invited to Acme' });
    expect(mail.text).toContain(`${link}\n`);
    expect(mail.text).toMatch(/"Acme" as editor[\s\S]*until Fri, 04 Jan 2030/);
  });
});
