import { randomUUID } from 'node:crypto';

/** The error envelope of the API, as the gateway responses of the deployed stack write it on AWS. */
interface ErrorEnvelope {
  readonly success: false;
  readonly error: { readonly code: string; readonly message: string; readonly correlationId: string };
}

/** An error of the gateway itself: what the caller is told instead of what the emulator said. */
export interface GatewayError {
  readonly status: number;
  readonly envelope: ErrorEnvelope;
}

/** The words of lib/constructs/gateway-errors.ts, and one more for a cloud that is not up. */
const MEANINGS: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  400: { code: 'BAD_REQUEST', message: 'The request cannot be read.' },
  401: { code: 'UNAUTHORIZED', message: 'Send a valid API key as "Authorization: Bearer <key>".' },
  403: { code: 'FORBIDDEN', message: 'You may not do this.' },
  404: { code: 'NOT_FOUND', message: 'There is no such route.' },
  413: { code: 'PAYLOAD_TOO_LARGE', message: 'The body is larger than 10 MB.' },
  429: { code: 'THROTTLED', message: 'Too many requests: try again shortly.' },
  500: { code: 'INTERNAL', message: 'Something went wrong on our side.' },
  503: { code: 'UNAVAILABLE', message: 'The local cloud is starting or stopping.' },
  504: { code: 'TIMEOUT', message: 'The answer took longer than 29 s. What was begun may go on.' },
};

/**
 * @param status of the emulator; one that the gateway has no answer for becomes the default of its class, as on AWS
 * @param correlationId the gateway's own id of the request, as `$context.requestId` on AWS
 */
export function gatewayError(status: number, correlationId: string = randomUUID()): GatewayError {
  const known = status in MEANINGS ? status : status >= 500 ? 500 : 400;
  const { code, message } = MEANINGS[known] ?? { code: 'INTERNAL', message: '' };
  return { status: known, envelope: { success: false, error: { code, message, correlationId } } };
}

function isEnvelope(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'success' in value && value.success === false && 'error' in value
  );
}

/**
 * What to answer an error with: the function's own body where it is an envelope. What the emulator says by itself
 * (`{"message": ...}`, with the error inside when a function crashed) is replaced.
 * @returns undefined when the body may pass as it is
 */
export function replaceError(status: number, body: string, correlationId?: string): GatewayError | undefined {
  if (status < 400) return undefined;
  try {
    if (isEnvelope(JSON.parse(body))) return undefined;
  } catch {
    // No JSON at all: certainly not ours.
  }
  return gatewayError(status, correlationId);
}
