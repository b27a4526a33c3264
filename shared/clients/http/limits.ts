const KIB = 1024;
const MIB = 1024 * KIB;

export const MAX_REDIRECTS = 3;
/** Length of a URL in characters, redirects included. */
export const MAX_URL_LENGTH = 8 * KIB;
/** Sent header names and values, and separately the received ones, in bytes. */
export const MAX_HEADER_BYTES = 32 * KIB;
/** Bodies in bytes: sent, received as they travel, and received after decoding, each. */
export const MAX_BODY_BYTES = 6 * MIB;
/** What travels for each byte of a body's cap. A body in chunks of one byte each takes six. */
export const MAX_FRAMING = 8;
/** An idle connection is closed after this long: below the 5 s at which the commonest servers close theirs. */
export const IDLE_SOCKET_MS = 4000;
export const MAX_IDLE_SOCKETS = 50;
/** Answers of 1xx before the real one. Some servers send one or two; each is as large as headers may be. */
export const MAX_INTERIM_RESPONSES = 20;
