import type { Log } from '../../../shared/domain/log.ts';
import { invitationLink, invitationMail } from '../../../shared/domain/tenant/invitation.ts';
import type { Tenant } from '../../../shared/domain/tenant/tenant.ts';
import type { Invitation } from '../../../shared/domain/tenant/user.ts';
import type { AccountServices } from './services.ts';

interface Made {
  readonly token: string;
  readonly invitation: Invitation;
  readonly tenant: Tenant;
}

/** Either the mailbox has the token, or the answer: whoever takes a mailed invitation has read that mail. */
type Delivery = { readonly mailed: true } | { readonly mailed: false; readonly token: string; readonly link?: string };

/** Mails an invitation if there is an address and somebody to mail it. A mail that fails is no failure of the call. */
export async function deliverInvitation(
  { token, invitation, tenant }: Made,
  { mailer, appUrl }: Pick<AccountServices, 'mailer' | 'appUrl'>,
  log: Log,
): Promise<Delivery> {
  if (appUrl === undefined) return { mailed: false, token };
  const link = invitationLink(appUrl, token);
  const byHand = { mailed: false, token, link } as const;
  if (mailer === undefined || invitation.email === undefined) return byHand;
  try {
    await mailer.send(invitationMail(invitation.email, tenant, invitation, link));
    return { mailed: true };
  } catch (error) {
    log.warn('Invitation not mailed', { invitationId: invitation.id, error });
    return byHand;
  }
}
