/**
 * Refuses options that a factory does not know: a misspelled one would otherwise change nothing, silently.
 * @throws TypeError that names them
 */
export function checkOptions(factory: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new TypeError(`${factory} has no option ${unknown.join(', ')}. It has: ${known.join(', ')}.`);
}
