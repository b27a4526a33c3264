import type { Operation, PathItem, Reference, Response } from './open-api.ts';

type Paths = Readonly<Record<string, PathItem>>;

interface Shared {
  readonly paths: Paths;
  readonly responses: Readonly<Record<string, Response>>;
}

/**
 * Describes errors that several operations have alike once, under `Error404`, `Error404-2`: written out, they would be
 * nine tenths of the document.
 */
export function shareErrors(paths: Paths): Shared {
  const uses = new Map<string, { readonly status: string; readonly response: Response; count: number }>();
  for (const [status, response] of operationsOf(paths).flatMap(({ responses }) => Object.entries(responses))) {
    if (!isError(status) || '$ref' in response) continue;
    const key = JSON.stringify([status, response]);
    const use = uses.get(key) ?? { status, response, count: 0 };
    use.count += 1;
    uses.set(key, use);
  }
  const names = new Map<string, string>();
  const responses: Record<string, Response> = {};
  for (const [key, { status, response, count }] of uses) {
    if (count === 1) continue;
    const name = freeName(`Error${status}`, responses);
    names.set(key, name);
    responses[name] = response;
  }
  return {
    paths: mapOperations(paths, (operation) => ({ ...operation, responses: refer(operation, names) })),
    responses,
  };
}

const isError = (status: string): boolean => status >= '400';

const operationsOf = (paths: Paths): readonly Operation[] =>
  Object.values(paths).flatMap((item) => Object.values(item));

function freeName(name: string, taken: object): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!Object.hasOwn(taken, candidate)) return candidate;
  }
}

const refer = ({ responses }: Operation, names: ReadonlyMap<string, string>): Operation['responses'] =>
  mapValues(responses, (response, status): Response | Reference => {
    const name = names.get(JSON.stringify([status, response]));
    return name === undefined ? response : { $ref: `#/components/responses/${name}` };
  });

const mapOperations = (paths: Paths, change: (operation: Operation) => Operation): Paths =>
  mapValues(paths, (item) => mapValues(item, change));

const mapValues = <From, To>(record: Readonly<Record<string, From>>, change: (value: From, key: string) => To) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
