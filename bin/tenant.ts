import { runTenantCommand } from './tenant/command.ts';

process.exitCode = await runTenantCommand(process.argv.slice(2), {
  env: process.env,
  now: Date.now,
  out: (text) => process.stdout.write(`${text}\n`),
  fail: (text) => process.stderr.write(`${text}\n`),
});
