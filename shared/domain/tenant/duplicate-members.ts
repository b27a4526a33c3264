/** Strings and what stands between them; numbers and words say nothing here. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * Whether an object in a JSON text names a member twice. `JSON.parse` takes the last of them and says nothing, other
 * readers take the first: such a text means two things.
 * @param text JSON that was parsed already
 */
export function hasDuplicateMembers(text: string): boolean {
  const open: Array<Set<string> | undefined> = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      // Escapes are another spelling of the same name.
      const name = JSON.parse(last) as string;
      if (names?.has(name)) return true;
      names?.add(name);
    }
    last = token;
  }
  return false;
}
