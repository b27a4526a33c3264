interface ReadOptions {
  readonly decrypt: boolean;
}

/** Reads a parameter by its name. Resolves to undefined when there is none. */
export type ReadParameter = (name: string, options: ReadOptions) => Promise<string | undefined>;

/** As `readParameter`, whose client is loaded with the first call. */
export const readLazily: ReadParameter = async (name, options) => {
  const { readParameter } = await import('./read-parameter.ts');
  return readParameter(name, options);
};
