import { ConditionFailedError } from './errors.ts';

/** What a write answers; undefined when its condition did not hold. */
export async function ifHolds<Answer>(write: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionFailedError) return undefined;
    throw error;
  }
}
