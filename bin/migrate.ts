import { runMigrateCommand } from './migrate/command.ts';
import { processTerminal } from './operator/terminal.ts';

process.exitCode = await runMigrateCommand(process.argv.slice(2), processTerminal);
