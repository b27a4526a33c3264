import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a function as `NodejsFunction` of aws-cdk-lib 2 does when it is given nothing but an entry and the runtime
 * nodejs24.x (aws-lambda-nodejs/lib/bundling.js): one file of CommonJS, not minified, the AWS SDK left to the runtime.
 * The directory must lie where the SDK can be found in a `node_modules` above it.
 * @returns the path of the bundle
 */
export async function bundleByDefault(entry: string, directory: string): Promise<string> {
  const outfile = join(directory, 'index.js');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  await build({
    entryPoints: [entry],
    bundle: true,
    target: 'node24',
    platform: 'node',
    external: ['@aws-sdk/*'],
    outfile,
    // Of the bench, not of the bundle: what it says of the sources is said elsewhere.
    logLevel: 'error',
  });
  return outfile;
}
