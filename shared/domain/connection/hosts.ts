import type { Credentials } from './credentials.ts';

export const MAX_HOSTS = 50;

const ENTRY = /^(\*\.)?([^\s/?#@*\\]+?)(:\d{1,5})?$/;

interface Entry {
  readonly below: boolean;
  /** As URLs spell it. */
  readonly host: string;
  /** Undefined: https on its usual port. */
  readonly port: string | undefined;
}

/** Whether a text is an entry of a list of hosts: `api.example.com`, `localhost:8080`, `[::1]:8080`, `*.example.com`. */
export const isHostEntry = (text: string): boolean => parse(text) !== undefined;

/**
 * Whether credentials may be sent to a URL. An entry without a port means https on its usual one; with a port it means
 * that port, by http too. `*.` stands for at least one name.
 */
export function isHostAllowed(url: URL, entries: readonly string[]): boolean {
  const host = withoutDot(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return entries.some((text) => {
    const entry = parse(text);
    if (entry === undefined) return false;
    if (entry.port === undefined ? url.protocol !== 'https:' || port !== '443' : entry.port !== port) return false;
    return entry.below ? host.endsWith(`.${entry.host}`) : host === entry.host;
  });
}

/** Where credentials may go when their owner has not said it; undefined: anywhere. */
export function usualHosts({ kind, credentials }: Credentials): readonly string[] | undefined {
  switch (kind) {
    case 'openai':
      return [hostOf(credentials.baseUrl) ?? 'api.openai.com'];
    case 'anthropic':
      return [hostOf(credentials.baseUrl) ?? 'api.anthropic.com'];
    case 'pinecone':
      return ['*.pinecone.io'];
    case 'bedrock':
      return ['bedrock', 'bedrock-runtime'].map((service) => `${service}.${credentials.region}.amazonaws.com`);
    default:
      return undefined;
  }
}

function hostOf(baseUrl: string | undefined): string | undefined {
  const url = baseUrl === undefined ? null : URL.parse(baseUrl);
  if (url === null) return undefined;
  return url.protocol === 'https:' && url.port === '' ? url.hostname : `${url.hostname}:${url.port || 80}`;
}

function parse(text: string): Entry | undefined {
  const [, below, name = '', port] = ENTRY.exec(text) ?? [];
  // The parser of URLs spells a host in one way: lower case, punycode, addresses in their usual form.
  const url = name === '' ? null : URL.parse(`https://${name}${port ?? ''}/`);
  if (url === null || url.username !== '' || url.pathname !== '/') return undefined;
  const host = withoutDot(url.hostname);
  // `*.com` would be hardly a limit.
  if (host === '' || (below !== undefined && !host.includes('.'))) return undefined;
  return { below: below !== undefined, host, port: port?.slice(1).replace(/^0+(?=\d)/, '') };
}

const withoutDot = (hostname: string): string => hostname.replace(/\.$/, '');
