import { processTerminal } from './operator/terminal.ts';
import { runTenantCommand } from './tenant/command.ts';

process.exitCode = await runTenantCommand(process.argv.slice(2), processTerminal);
