/** Frame the message or describe it; a credential in one of them would break every call, or follow redirects. */
const OWN: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-correlation-id',
  'x-stepwell-hop',
]);

/** Whether a header can carry no credential. */
export const isOwnHeader = (name: string): boolean => OWN.has(name.toLowerCase());
