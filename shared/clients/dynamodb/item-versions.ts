import type { Item } from './item.ts';

/** The attribute that says which shape an item was written in. An item without it has the first. */
const VERSION_ATTRIBUTE = 'v';

/** Makes an item of one version into one of the next. Pure: the item in the table stays as it is. */
export type Step = (item: Item) => Item;

/**
 * What has changed in the shape of each kind of item: the first step leads from version 1 to 2. Readers see the newest
 * shape whatever lies in the table; writers write it, `stamp`ed. An update by expression changes an item without
 * reading it, so a step that touches attributes of such updates wants a migration (`npm run migrate`) before it.
 */
export const ITEM_STEPS = {
  tenant: [],
  apiKey: [],
  workflow: [],
  workflowVersion: [],
  run: [],
  engine: [],
  step: [],
  signal: [],
  connection: [],
} as const satisfies Record<string, readonly Step[]>;

export type ItemKind = keyof typeof ITEM_STEPS;
type Steps = Readonly<Record<ItemKind, readonly Step[]>>;

/** An item was written by a release that is newer than this one, which cannot read it. */
class NewerItemError extends Error {
  override readonly name = 'NewerItemError';

  constructor(kind: ItemKind, version: unknown, newest: number) {
    super(
      `A stored ${kind} has version ${String(version)}; this release knows ${newest}. A newer release has written it: ` +
        'deploy that release again.',
    );
  }
}

/**
 * The item in the shape of this release.
 * @throws NewerItemError
 */
export function upConvert(kind: ItemKind, item: Item, all: Steps = ITEM_STEPS): Item {
  const steps = all[kind];
  const newest = steps.length + 1;
  const { [VERSION_ATTRIBUTE]: version = 1 } = item;
  if (version === newest) return item;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > newest) {
    throw new NewerItemError(kind, version, newest);
  }
  const converted = steps.slice(version - 1).reduce((older, step) => step(older), item);
  return { ...converted, [VERSION_ATTRIBUTE]: newest };
}

/** The attributes by which a new item says that it has the newest shape. The first needs none. */
export function stamp(kind: ItemKind, all: Steps = ITEM_STEPS): Item {
  const { length } = all[kind];
  return length === 0 ? {} : { [VERSION_ATTRIBUTE]: length + 1 };
}
