import * as z from 'zod';

/** Where a copy of Stepwell lives. `local` is the AWS emulator on a laptop; the others are AWS accounts. */
export const StageSchema = z.enum(['local', 'dev', 'prod']);
export type Stage = z.infer<typeof StageSchema>;
