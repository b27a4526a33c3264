import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../local/cloud/paths.ts';
import { DefinitionSchema } from '../../shared/domain/workflow/definition.ts';

const folder = join(ROOT, 'local', 'samples');
const samples = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);

describe('the sample workflows', () => {
  it.each(samples)('%s is a definition', (_, text) => {
    expect(DefinitionSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
  });

  it('have names of their own, by which a start knows them again', () => {
    const names = samples.map(([, text]) => (JSON.parse(text) as { name: string }).name);
    expect(new Set(names).size).toBe(samples.length);
  });
});
