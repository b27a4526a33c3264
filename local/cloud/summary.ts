import type { CloudInfo } from './info.ts';
import { commandFor } from './paths.ts';

/** What the start prints at its end: where the API is, the key, and a command to try. */
export function formatSummary(info: CloudInfo): string {
  const run = `${info.url}/v1/workflows/${info.samples.greeting ?? 'wf_...'}/runs?wait=25`;
  return [
    '',
    `  API            ${info.url}`,
    `  API key        ${info.apiKey}`,
    `  Platform key   ${info.platformKey}`,
    `  AWS emulator   ${info.endpoint}  (region ${info.region}, any credentials)`,
    '',
    '  Try it:',
    `  curl -sS '${run}' \\`,
    `    -H 'Authorization: Bearer ${info.apiKey}' -H 'Content-Type: application/json' \\`,
    `    -d '{"input":{"name":"Ada"}}'`,
    '',
    `  ${commandFor('logs', info.name)} shows the functions' logs.`,
  ].join('\n');
}
