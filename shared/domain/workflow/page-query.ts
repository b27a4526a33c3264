import * as z from 'zod';
import { DEFAULT_LIMIT, MAX_LIMIT } from './read-page.ts';

/** The parameters of every list, as they stand in a URL: `?limit=20&cursor=...`. */
export const PageQuerySchema = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_LIMIT))
    .default(DEFAULT_LIMIT),
  cursor: z.string().min(1).optional(),
});

/** The page that is asked for, without a cursor that is not there. */
export const pageOf = ({ limit, cursor }: z.infer<typeof PageQuerySchema>): { limit: number; cursor?: string } =>
  cursor === undefined ? { limit } : { limit, cursor };
