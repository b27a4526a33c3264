import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../../shared/clients/dynamodb/item.ts';
import { ITEM_STEPS, type ItemKind, stamp, upConvert } from '../../../../shared/clients/dynamodb/item-versions.ts';

const rename = ({ title, ...rest }: Item): Item => ({ ...rest, name: title });
const split = ({ name, ...rest }: Item): Item => ({ ...rest, names: String(name).split(' ') });
const STEPS = { ...ITEM_STEPS, workflow: [rename, split] };

describe('upConvert', () => {
  it('hands on an item of the newest version as it is, without a copy', () => {
    for (const kind of Object.keys(ITEM_STEPS) as ItemKind[]) {
      const item = { pk: 'p', a: 1, ...stamp(kind) };
      expect(upConvert(kind, item)).toBe(item);
    }
  });

  it('leads an old item through every step that it has not seen', () => {
    const newest = { pk: 'p', names: ['a', 'b'], v: 3 };
    expect(upConvert('workflow', { pk: 'p', title: 'a b' }, STEPS)).toEqual(newest);
    expect(upConvert('workflow', { pk: 'p', title: 'a b', v: 1 }, STEPS)).toEqual(newest);
    expect(upConvert('workflow', { pk: 'p', name: 'a b', v: 2 }, STEPS)).toEqual(newest);
    expect(upConvert('workflow', newest, STEPS)).toBe(newest);
  });

  it('leaves the item that was read unchanged', () => {
    const item = Object.freeze({ title: 'a' });
    expect(upConvert('workflow', item, STEPS)).toEqual({ names: ['a'], v: 3 });
    expect(item).toEqual({ title: 'a' });
  });

  it('refuses an item of a release that is newer, and one whose version is none', () => {
    const message = 'A stored workflow has version 4; this release knows 3.';
    expect(() => upConvert('workflow', { v: 4 }, STEPS)).toThrow(message);
    expect(() => upConvert('tenant', { v: 2 })).toThrow(expect.objectContaining({ name: 'NewerItemError' }));
    const odd = fc.oneof(
      fc.string(),
      fc.double().filter((n) => ![1, 2, 3].includes(n)),
      fc.constant(null),
      fc.boolean(),
    );
    fc.assert(
      fc.property(odd, (v) => {
        expect(() => upConvert('workflow', { v }, STEPS)).toThrow('version');
      }),
    );
  });
});

describe('stamp', () => {
  it('is what upConvert takes for the newest, and nothing for the first version', () => {
    expect(stamp('workflow', STEPS)).toEqual({ v: 3 });
    expect(stamp('run', STEPS)).toEqual({});
  });
});
