/** Something that the person at the keyboard can mend: what is wrong and what to do, each a plain sentence. */
export class CloudFailure extends Error {
  override readonly name = 'CloudFailure';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** What to print for any error. The stack only with DEBUG set. */
export function describeFailure(error: unknown, debug = process.env.DEBUG !== undefined): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof CloudFailure) return `${error.message}\n${error.remedy}`;
  if (codeOf(error) === 'ENOSPC') {
    return 'The disk is full.\nFree at least 1 GB where the repository and the temporary folder lie, then start again.';
  }
  if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') {
    return `${(error as Error).message}\nGive yourself the right to write there: the folder .local of the repository must be yours.`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `${message}\nRun it again with DEBUG=1 to see where it happened.`;
}
