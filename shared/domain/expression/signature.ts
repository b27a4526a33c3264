import type { Kind, Kinds, Value } from './value.ts';
import type { Work } from './work.ts';

type Parameter = Kind | 'any';
type Argument<P extends Parameter> = P extends Kind ? Kinds[P] : Value;
type Arguments<Parameters extends readonly Parameter[]> = { [I in keyof Parameters]: Argument<Parameters[I]> };

/** A function that expressions may call. The caller checks the kinds of the arguments before it runs. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  run(values: readonly Value[], work: Work): Value;
}

/** The first parameter of a method is what stands before the dot. */
export const signature = <const P extends readonly Parameter[]>(
  parameters: P,
  run: (values: Arguments<P>, work: Work) => Value,
): Signature => ({
  parameters,
  run: (values, work) => run(values as unknown as Arguments<P>, work),
});
