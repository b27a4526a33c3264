/**
 * @param raw names and values in turn, as they came
 * @returns an object of own, harmless keys: lower case, repeated headers joined by `, `, no `__proto__`
 */
export function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? '';
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  headers.delete('__proto__');
  return Object.fromEntries(headers);
}
