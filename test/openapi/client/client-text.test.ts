import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientTexts } from '../../../openapi/client/client-text.ts';
import { openApiDocument } from '../../../openapi/document.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const BIOME = join(ROOT, 'node_modules', '.bin', 'biome');

describe('the typed client', () => {
  it('is made of the API as it is: `npm run client` would change nothing', async () => {
    const texts = clientTexts(await openApiDocument());
    expect([...texts.keys()]).toEqual(['schemas.ts', 'operations.ts']);
    for (const [name, text] of texts) {
      const file = join('clients', 'typescript', 'generated', name);
      const formatted = execFileSync(BIOME, ['check', '--write', `--stdin-file-path=${file}`], {
        cwd: ROOT,
        input: text,
        encoding: 'utf8',
      });
      expect(readFileSync(join(ROOT, file), 'utf8') === formatted, `${file}: run npm run client`).toBe(true);
    }
  });
});
