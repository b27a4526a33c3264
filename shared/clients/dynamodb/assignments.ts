import type { UpdateRequest } from './requests.ts';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * An update that sets attributes by name; those that are null go, those that are undefined stay.
 * @param defaults set only where there is no such attribute yet
 * @returns expression with placeholders `#set0`, `:set0` and so on: other names are free for conditions
 */
export function assign(
  attributes: Attributes,
  defaults: Attributes = {},
): Required<Pick<UpdateRequest, 'update' | 'names' | 'values'>> {
  const given = Object.entries(attributes).map(([name, value]) => ({ name, value, isDefault: false }));
  const kept = Object.entries(defaults).map(([name, value]) => ({ name, value, isDefault: true }));
  const all = [...given, ...kept].filter(({ value }) => value !== undefined).map((one, at) => ({ ...one, at }));
  const set = all.filter(({ value }) => value !== null);
  const clauses = set.map(({ at, isDefault }) =>
    isDefault ? `#set${at} = if_not_exists(#set${at}, :set${at})` : `#set${at} = :set${at}`,
  );
  const removed = all.filter(({ value }) => value === null).map(({ at }) => `#set${at}`);
  const update = [
    clauses.length > 0 ? `SET ${clauses.join(', ')}` : '',
    removed.length > 0 ? `REMOVE ${removed.join(', ')}` : '',
  ];
  return {
    update: update.filter(Boolean).join(' '),
    names: Object.fromEntries(all.map(({ name, at }) => [`#set${at}`, name])),
    values: Object.fromEntries(set.map(({ value, at }) => [`:set${at}`, value])),
  };
}
