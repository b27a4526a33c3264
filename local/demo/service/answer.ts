/** What the demo's service says to a request. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterSeconds?: number;
}

export const refuse = (status: number, message: string): Answer => ({ status, body: { message } });
