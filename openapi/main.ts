import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from './document.ts';

/** `npm run openapi`: the document as a file, for tools that do not read it from a deployment. */
const folder = join(import.meta.dirname, '..', 'dist');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'openapi.json'), `${JSON.stringify(await openApiDocument(), null, 2)}\n`);
