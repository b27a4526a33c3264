import type { SdkImports } from './sdk-imports.ts';

/**
 * What somebody would deploy who needs the same AWS SDK and nothing of ours: the floor that a function is held
 * against. It makes its clients when it is loaded, as AWS advises; called, it sends one read to DynamoDB where it has
 * a client for it.
 */
export function bareHandler(sdk: SdkImports): string {
  const entries = [...sdk];
  const imports = entries.map(([specifier, names]) => `import { ${[...names].join(', ')} } from '${specifier}';`);
  const names = entries.flatMap(([, imported]) => [...imported]);
  const clients = names.filter((name) => name.endsWith('Client'));
  return [
    ...imports,
    // Exported, so that the bundler keeps what a handler that uses them would keep.
    `export const sdk = [${names.join(', ')}];`,
    `export const clients = { ${clients.map((name) => `${name}: new ${name}({})`).join(', ')} };`,
    ...(names.includes('GetItemCommand') ? CALLING : SILENT),
    '',
  ].join('\n');
}

const CALLING = [
  "const Key = { pk: { S: 'TENANT#' }, sk: { S: 'TENANT' } };",
  'const read = () => new GetItemCommand({ TableName: process.env.TABLE_NAME, Key });',
  'export const handler = async () => clients.DynamoDBClient.send(read());',
];
const SILENT = ['export const handler = async () => sdk.length;'];
