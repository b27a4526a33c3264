import * as z from 'zod';

const MAX_LENGTH = 200;

/** What every reader sees as one character or more: no control, formatting, ignorable, private or broken ones. */
const VISIBLE = String.raw`[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

/** Scripts whose letters change their form beside a joiner (Persian, Hindi, Sinhala and their kin). */
const JOINED = `[${[
  'Arab Syrc Nkoo Mong Phag Mand Adlm Rohg Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt',
]
  .flatMap((names) => names.split(' '))
  .map((name) => String.raw`\p{Script_Extensions=${name}}`)
  .join('')}]`;

/** Invisible characters where they make a visible difference, and nowhere else. */
const IN_ITS_PLACE = [
  // Between letters that it joins or parts.
  String.raw`(?<=${JOINED})[\u200C\u200D](?=${JOINED})`,
  // Between pictures that make one together: a family, a profession.
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})`,
  // Asks for the text or the picture form of a symbol, or for a keycap.
  String.raw`(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]`,
  String.raw`(?<=[0-9#*])\uFE0F(?=\u20E3)`,
  // Names the form of an ideograph, as in Japanese family names.
  String.raw`(?<=\p{Ideographic})[\u{E0100}-\u{E01EF}]`,
];

const NAME = new RegExp(String.raw`^(?!\s)(?:${VISIBLE}|${IN_ITS_PLACE.join('|')})+(?<!\s)$`, 'u');

/**
 * A name that people give to things: 1 to 200 UTF-16 units that show what they are. It is refused rather than mended:
 * what is stored is what was sent. Control characters, bidirectional overrides and characters that show nothing would
 * let a name look like another; joiners and variation selectors pass where a script or an emoji needs them.
 */
export const NameSchema = z
  .string()
  .min(1)
  .max(MAX_LENGTH)
  .regex(NAME, 'must not begin or end with white space, nor hold control or invisible characters');
