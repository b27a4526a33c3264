/**
 * What an address is counted by: an IPv4 address by itself, an IPv6 one by its first 64 bits, as a subscriber has
 * all the addresses behind them. Anything else counts as one caller, `unknown`.
 */
export function clientNetwork(address: string | undefined): string {
  const text = address?.trim().toLowerCase() ?? '';
  const [, mapped] = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text) ?? [];
  if (mapped !== undefined) return mapped;
  const groups = expand(text);
  return groups === undefined ? 'unknown' : `${groups.slice(0, 4).join('-')}-64`;
}

const GROUP = /^[0-9a-f]{1,4}$/;
const NUMBER_OF_GROUPS = 8;

function expand(text: string): readonly string[] | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const missing = NUMBER_OF_GROUPS - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  return groups.every((group) => GROUP.test(group))
    ? groups.map((group) => parseInt(group, 16).toString(16))
    : undefined;
}

/** A dotted end stands for two groups, which the network does not depend on. */
const groupsOf = (part: string): readonly string[] =>
  part === '' ? [] : part.replace(/:\d{1,3}(\.\d{1,3}){3}$/, ':0:0').split(':');
