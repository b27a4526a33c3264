/** Who owns which repository; what the demo's service knows. */
const TEAMS: Readonly<Record<string, string>> = { 'Codertocat/Hello-World': 'greetings' };

const PROTECTED_REFS: ReadonlySet<string> = new Set(['refs/heads/master', 'refs/heads/main']);

/** @returns undefined for a repository without an owner */
export const teamOf = (repository: string): string | undefined => TEAMS[repository];

/** From 0 (harmless) to 99; made up, but always the same for the same pull request. */
export const riskOf = (repository: string, number: number): number => (number * 37 + repository.length * 11) % 100;

export const isProtected = (ref: string): boolean => PROTECTED_REFS.has(ref);
