/** The attribute of the time until which something holds, epoch milliseconds: `expiresAt` is the one by which the table deletes. */
export const VALID_UNTIL = 'validUntil';
