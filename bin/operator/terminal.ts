/** What a command of the operator is run with. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Writes a line for the operator, or for a program with --json. */
  readonly out: (text: string) => void;
  /** Writes a line about what went wrong. */
  readonly fail: (text: string) => void;
}

/** Something in the arguments or the surroundings that the operator can mend; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  env: process.env,
  now: Date.now,
  out: (text) => process.stdout.write(`${text}\n`),
  fail: (text) => process.stderr.write(`${text}\n`),
};

/**
 * Runs a command and tells what goes wrong.
 * @returns the exit code: 0 done, 1 failed, 2 wrong arguments
 */
export async function exitCodeOf(command: () => Promise<void>, { fail }: Terminal, usage: string): Promise<number> {
  try {
    await command();
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) {
      fail(explain(error));
      return 1;
    }
    fail(`${error.message}\n\n${usage}`);
    return 2;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'ResourceNotFoundException') return 'There is no such table in this account and region.';
  if (error.name === 'CredentialsProviderError') return `No AWS credentials: ${error.message}`;
  return `${error.name}: ${error.message}`;
}
