/** The page of a list that is asked for. */
export interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 100;

const LIMIT = /^\d{1,4}$/;

/**
 * Reads the parameters of a list as PageQuerySchema does, without loading it: lists are what a function is asked for
 * first.
 * @returns undefined for what the schema would refuse
 */
export function readPage(query: Readonly<Record<string, string | undefined>>): PageAsked | undefined {
  const { limit, cursor, ...unknown } = query;
  if (Object.keys(unknown).length > 0 || cursor === '') return undefined;
  const wanted = limit === undefined ? DEFAULT_LIMIT : LIMIT.test(limit) ? Number(limit) : 0;
  if (wanted < 1 || wanted > MAX_LIMIT) return undefined;
  return cursor === undefined ? { limit: wanted } : { limit: wanted, cursor };
}
