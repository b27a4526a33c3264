/** Path and query as a client sends them. */
const target = (path: string, query: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(query).toString()}`;

export const ownerLookup = (repository: string): string => target('/owners', { repository });

export const riskLookup = (repository: string, number: number): string => target(`/risk/${number}`, { repository });

export const protectionLookup = (repository: string, ref: string, deleted: boolean): string =>
  target('/protection', { repository, ref, deleted: String(deleted) });
