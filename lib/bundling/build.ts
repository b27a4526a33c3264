import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiDocsFiles } from '../../openapi/assets.ts';
import { FUNCTION_ENTRIES } from '../../shared/contract/functions.ts';
import { bundle } from './bundle.ts';
import { DIST, functionAsset, functionSourceMaps } from './paths.ts';

/**
 * `npm run build`: every function, side by side, the files of the API's documentation, and what the functions weigh in
 * `dist/functions.json`.
 * `npm run build -- --sourcemaps` writes their source maps to `dist/sourcemaps` too.
 */
const begun = performance.now();
const withMaps = process.argv.includes('--sourcemaps');
const root = join(import.meta.dirname, '..', '..');
const bundles = await Promise.all(
  Object.entries(FUNCTION_ENTRIES).map(([name, entry]) =>
    bundle(name, join(root, entry), {
      directory: functionAsset(name),
      maps: withMaps ? functionSourceMaps(name) : undefined,
    }),
  ),
);
await Promise.all(
  [...(await apiDocsFiles())].map(([name, content]) => writeFile(join(functionAsset('api-docs'), name), content)),
);
// Beside the assets, not in them: inside this repository, `.js` would otherwise mean ESM. Lambda takes it for CommonJS.
await writeFile(join(DIST, 'functions', 'package.json'), '{ "type": "commonjs" }\n');
await writeFile(join(DIST, 'functions.json'), `${JSON.stringify(bundles, null, 2)}\n`);
for (const { name, staticBytes, totalBytes } of bundles) {
  process.stdout.write(`${name.padEnd(16)} ${kilobytes(staticBytes)} loaded, ${kilobytes(totalBytes)} in all\n`);
}
process.stdout.write(`Built ${bundles.length} functions in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0).padStart(5)} KB`;
}
