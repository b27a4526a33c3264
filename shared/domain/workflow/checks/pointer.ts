/** A JSON pointer (RFC 6901) to what lies at `path`. */
export const pointer = (path: readonly PropertyKey[]): string => path.map((part) => `/${escapePart(part)}`).join('');

const escapePart = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
