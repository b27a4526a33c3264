import { runConfigCommand } from './config/command.ts';
import { readHidden } from './config/read-hidden.ts';
import { processTerminal } from './operator/terminal.ts';

process.exitCode = await runConfigCommand(process.argv.slice(2), { ...processTerminal, readHidden });
