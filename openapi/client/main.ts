import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../document.ts';
import { clientTexts } from './client-text.ts';

/** `npm run client`: writes what the typed client has of the API's description. */
const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'clients', 'typescript', 'generated');
mkdirSync(folder, { recursive: true });
for (const [name, text] of clientTexts(await openApiDocument())) writeFileSync(join(folder, name), text);
execFileSync(join(root, 'node_modules', '.bin', 'biome'), ['check', '--write', folder], {
  cwd: root,
  stdio: 'inherit',
});
