const ELSE = /[^A-Za-z0-9_.-]/g;
const HEX_DIGITS = 4;

/**
 * Text as a part of a key: no two texts yield the same, and none yields a delimiter, a wildcard of a pattern or
 * anything but letters, digits and `_.-%`.
 */
export const escapeKeyPart = (text: string): string =>
  text.replace(ELSE, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(HEX_DIGITS, '0')}`);
