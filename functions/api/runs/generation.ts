/** Of every run: a replay by a user, which would make the next one, is not possible yet. */
export const GENERATION = 1;
