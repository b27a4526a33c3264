export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Sends mails, from the address that the deployment was given. */
export interface Mailer {
  /** Resolves when the mail is on its way; rejects when it is not known to be. */
  send(mail: Mail): Promise<void>;
}
