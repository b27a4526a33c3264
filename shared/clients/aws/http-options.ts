/** DynamoDB, KMS and Step Functions answer in milliseconds: what takes so long is lost, and better tried again. */
const AWS_MS = 3000;
/** An emulator shares a laptop with all that it runs: beside fifty functions that start at once it takes seconds. */
const EMULATOR_MS = 12_000;
const REQUEST_MS = process.env.STAGE === 'local' ? EMULATOR_MS : AWS_MS;
const CONNECT_MS = 1000;

/** The first one included, with the SDK's own pauses between: about 50, then 100 ms. */
export const MAX_ATTEMPTS = 3;

/**
 * How every SDK client talks HTTP. All attempts, (1 s + 3 s) * 3, stay under the gateway's 29 s; what is left of an
 * invocation bounds them further, by `withinTime`.
 *
 * `requestTimeout` ends with the headers of the answer, and only warns unless it is told to throw; `socketTimeout` is
 * for an answer that begins and then stalls.
 * @param requestMs for one attempt, until the answer begins; also between two parts of it
 */
export const httpOptions = (requestMs = REQUEST_MS) => ({
  connectionTimeout: CONNECT_MS,
  requestTimeout: requestMs,
  throwOnRequestTimeout: true,
  socketTimeout: requestMs,
});
