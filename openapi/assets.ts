import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type AssetName, OPENAPI_FILE } from '../functions/api/docs/assets.ts';
import { openApiDocument } from './document.ts';

const VENDOR = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const PAGE = join(import.meta.dirname, 'page');

/** Where each file of the page comes from. */
const SOURCES: Readonly<Record<AssetName, string>> = {
  'swagger-ui.css': join(VENDOR, 'swagger-ui.css'),
  'swagger-ui-bundle.js': join(VENDOR, 'swagger-ui-bundle.js'),
  'start.js': join(PAGE, 'start.js'),
  'page.css': join(PAGE, 'page.css'),
};

/** What the build puts beside the function that serves the documentation: contents by file name. */
export async function apiDocsFiles(): Promise<ReadonlyMap<string, string>> {
  const document = await openApiDocument();
  const files = Object.entries(SOURCES).map(async ([name, source]) => [name, await readSource(source)] as const);
  return new Map([[OPENAPI_FILE, JSON.stringify(document)], ...(await Promise.all(files))]);
}

/** Source maps are not served: without the line that names one, no browser asks for it. */
const readSource = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8')).replace(/\n?(?:\/\/|\/\*)# sourceMappingURL=[^\n]*\s*$/, '\n');
