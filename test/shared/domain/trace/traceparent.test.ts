import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTraceparent, parseTraceparent, traceIdOf } from '../../../../shared/domain/trace/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const id = (length: number) => hex(length).filter((text) => /[^0]/.test(text));

describe('parseTraceparent', () => {
  it('reads the example of the specification', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, parentId: SPAN, isSampled: true });
  });

  it.each([
    ['00', false],
    ['02', false],
    ['fe', false],
    ['03', true],
    ['ff', true],
  ])('takes of the flags %s only the one that it knows', (flags, isSampled) => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toMatchObject({ isSampled });
  });

  it('reads what versions to come share with this one', () => {
    const read = { traceId: TRACE, parentId: SPAN, isSampled: true };
    for (const header of [
      `01-${TRACE}-${SPAN}-01`,
      `cc-${TRACE}-${SPAN}-09-what-the-future-will-be-like`,
      `fe-${TRACE}-${SPAN}-01-`,
    ]) {
      expect(parseTraceparent(header)).toEqual(read);
    }
  });

  it.each([
    ['nothing', ''],
    ['the version that is none', `ff-${TRACE}-${SPAN}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['zeros in a version to come', `01-${'0'.repeat(32)}-${SPAN}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['an upper case version', `0A-${TRACE}-${SPAN}-01`],
    ['other digits', `00-${TRACE.replace('4', 'g')}-${SPAN}-01`],
    ['full-width digits', `00-${TRACE.replace('4', '４')}-${SPAN}-01`],
    ['a short trace', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a long trace', `00-${TRACE}0-${SPAN}-01`],
    ['a short span', `00-${TRACE}-${SPAN.slice(1)}-01`],
    ['short flags', `00-${TRACE}-${SPAN}-1`],
    ['no flags', `00-${TRACE}-${SPAN}`],
    ['empty flags', `00-${TRACE}-${SPAN}-`],
    ['more than version 00 has', `00-${TRACE}-${SPAN}-01-more`],
    ['a dash at the end of version 00', `00-${TRACE}-${SPAN}-01-`],
    ['a version to come that goes on without a dash', `01-${TRACE}-${SPAN}-01more`],
    ['a short version', `0-${TRACE}-${SPAN}-01`],
    ['a long version', `000-${TRACE}-${SPAN}-01`],
    ['other separators', `00_${TRACE}_${SPAN}_01`],
    ['space before', ` 00-${TRACE}-${SPAN}-01`],
    ['space behind', `00-${TRACE}-${SPAN}-01 `],
    ['the end of a line', `00-${TRACE}-${SPAN}-01\n`],
    ['two headers in one', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
  ])('takes %s for no header', (_what, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('gives back what was made', () => {
    fc.assert(
      fc.property(id(32), id(16), (traceId, parentId) => {
        expect(parseTraceparent(makeTraceparent(traceId, parentId))).toEqual({ traceId, parentId, isSampled: true });
      }),
    );
  });

  it('reads the same of every version but ff', () => {
    fc.assert(
      fc.property(hex(2), id(32), id(16), hex(2), (version, traceId, parentId, flags) => {
        const read = parseTraceparent(`${version}-${traceId}-${parentId}-${flags}`);
        const isSampled = Number.parseInt(flags, 16) % 2 === 1;
        expect(read).toEqual(version === 'ff' ? undefined : { traceId, parentId, isSampled });
      }),
    );
  });

  it('reads nothing when one character is not what it should be', () => {
    const valid = makeTraceparent(TRACE, SPAN);
    const other = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((text) => !/[0-9a-f-]/.test(text));
    fc.assert(
      fc.property(fc.nat({ max: valid.length - 1 }), other, (index, character) => {
        expect(parseTraceparent(valid.slice(0, index) + character + valid.slice(index + 1))).toBeUndefined();
      }),
    );
  });

  it('never gives an id that is none', () => {
    const near = fc.string({ unit: fc.constantFrom(...'0afF-\n '), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (header) => {
        const read = parseTraceparent(header);
        return read === undefined || (/^[0-9a-f]{32}$/.test(read.traceId) && /^[0-9a-f]{16}$/.test(read.parentId));
      }),
    );
  });
});

describe('traceIdOf', () => {
  it('is the beginning of the SHA-256', () => {
    expect(traceIdOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223');
  });

  it('makes ids that can be sent, the same for the same correlation', () => {
    fc.assert(
      fc.property(fc.string(), (correlationId) => {
        const traceId = traceIdOf(correlationId);
        expect(traceIdOf(correlationId)).toBe(traceId);
        expect(parseTraceparent(makeTraceparent(traceId, SPAN))?.traceId).toBe(traceId);
      }),
    );
  });
});
