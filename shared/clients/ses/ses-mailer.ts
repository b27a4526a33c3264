import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Mail, Mailer } from '../../domain/mail/mailer.ts';
import { httpOptions } from '../aws/http-options.ts';
import { withinTime } from '../aws/time-limit.ts';

/** A mail that was sent twice is a nuisance, so an answer that is lost is asked for once more only. */
const MAX_ATTEMPTS = 2;
const REQUEST_MS = 5000;

let client: Promise<SESv2Client> | undefined;

/** Sends by SES. Few requests send mails, so its client is loaded with the first. */
export const createSesMailer = (from: string): Mailer => ({
  async send({ to, subject, text }: Mail): Promise<void> {
    const { SendEmailCommand } = await import('@aws-sdk/client-sesv2');
    client ??= createClient();
    const ses = await client;
    const command = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text) } } },
    });
    await withinTime('SendEmail', (options) => ses.send(command, options));
  },
});

async function createClient(): Promise<SESv2Client> {
  const { SESv2Client } = await import('@aws-sdk/client-sesv2');
  return new SESv2Client({ maxAttempts: MAX_ATTEMPTS, requestHandler: httpOptions(REQUEST_MS) });
}

const utf8 = (text: string) => ({ Data: text, Charset: 'UTF-8' });
