import { createHash, randomBytes } from 'node:crypto';
import { newId } from '../id.ts';
import type { Mail } from '../mail/mailer.ts';
import type { Tenant } from './tenant.ts';
import type { Invitation } from './user.ts';

export const DEFAULT_INVITATION_DAYS = 7;
export const MAX_INVITATION_DAYS = 30;
/** Invitations of a tenant that nobody has taken yet. */
export const MAX_OPEN_INVITATIONS = 50;

const DAY_MS = 86_400_000;
/** Begins as our keys do, so that the log knows it for a secret. */
const PREFIX = 'sw_inv_';
const TOKEN = /^sw_inv_[A-Za-z0-9_-]{43}$/;
const TOKEN_BYTES = 32;

/** An invitation with its token, which is shown once and kept nowhere. Nothing is stored yet. */
export function newInvitation({
  days,
  ...fields
}: Omit<Invitation, 'id' | 'tokenHash' | 'expiresAt'> & { readonly days: number }): {
  readonly token: string;
  readonly invitation: Invitation;
} {
  const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  const { createdAt } = fields;
  const invitation = {
    id: newId('inv', createdAt),
    ...fields,
    tokenHash: hashToken(token),
    expiresAt: createdAt + days * DAY_MS,
  };
  return { token, invitation };
}

/** What an invitation is found by; undefined for what no token can be. */
export const tokenHashOf = (token: string): string | undefined => (TOKEN.test(token) ? hashToken(token) : undefined);

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** @param now epoch milliseconds */
export const isOpen = ({ expiresAt }: Invitation, now: number): boolean => expiresAt > now;

/** Whether a person is the one that an invitation names. Mailboxes do not differ by case anywhere that matters. */
export const isFor = ({ email }: Invitation, person: string | undefined): boolean =>
  email === undefined || email.toLowerCase() === person?.toLowerCase();

/** The page of the team's own front end that takes a token. */
export const invitationLink = (appUrl: string, token: string): string =>
  `${appUrl.replace(/\/+$/, '')}/invitations/${token}`;

/** The mail that brings an invitation. */
export const invitationMail = (to: string, { name }: Tenant, { role, expiresAt }: Invitation, link: string): Mail => ({
  to,
  subject: `You are invited to ${name}`,
  text: [
    `You are invited to work in "${name}" as ${role}.`,
    `To accept, open this link and sign in:\n${link}`,
    `It works once, until ${new Date(expiresAt).toUTCString()}. If you did not expect it, ignore this mail.`,
  ].join('\n\n'),
});
