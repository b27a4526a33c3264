/**
 * On every answer, those of the gateway itself included. Answers are data: nothing may run, frame or guess at them. Two
 * years are what browsers ask for to keep HTTPS for a domain for good.
 */
export const SECURITY_HEADERS = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;
