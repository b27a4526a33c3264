// Apart from the schema that holds to them: who reads stored definitions needs the limits, but not zod.

/** Longest time one node may take: an invocation lasts 15 minutes and needs a margin to write what happened. */
export const MAX_NODE_TIMEOUT_SECONDS = 780;
/** Longest time a node may wait, and a run may last. */
export const MAX_WAIT_SECONDS = 300 * 86_400;
/** A definition as JSON, in bytes. */
export const MAX_DEFINITION_BYTES = 512 * 1024;
export const MAX_EDGES = 4000;

/** So that `nodes.<id>` is always a valid expression. */
export const NODE_ID_PATTERN = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
