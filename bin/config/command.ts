import { readFile } from 'node:fs/promises';
import { secretParameter, settingsParameter } from '../../shared/contract/parameters.ts';
import type { Stage } from '../../shared/contract/stage.ts';
import { exitCodeOf, type Terminal, UsageError } from '../operator/terminal.ts';
import { type Command, parseCommand, USAGE } from './arguments.ts';
import { changeSettings } from './change-settings.ts';
import { checkSecret, MAX_PARAMETER_BYTES } from './check-secret.ts';
import { findStage } from './find-stage.ts';
import { openStore, type ParameterStore } from './parameter-store.ts';
import { formatShown, readShown } from './show.ts';

export interface ConfigTerminal extends Terminal {
  /** Asks for a text that must not be seen, or reads it from standard input. */
  readonly readHidden: (question: string) => Promise<string>;
}

interface Place {
  readonly stage: Stage;
  readonly store: ParameterStore;
}

type Doing<Name extends Command['name']> = Extract<Command, { readonly name: Name }>;

/**
 * `npm run config`.
 * @param place tests hand in their own
 * @returns the exit code: 0 done, 1 failed, 2 wrong arguments
 */
export function runConfigCommand(args: readonly string[], terminal: ConfigTerminal, place?: Place): Promise<number> {
  const command = async (): Promise<void> => {
    const parsed = parseCommand(args, terminal.env);
    if (parsed.name === 'help') terminal.out(USAGE);
    else await run(parsed, place ?? (await openPlace(parsed)), terminal);
  };
  return exitCodeOf(command, terminal, USAGE);
}

async function openPlace({ stage: named }: Command): Promise<Place> {
  const found = findStage(named);
  return { stage: found.stage, store: await openStore(found) };
}

async function run(command: Command, place: Place, terminal: ConfigTerminal): Promise<void> {
  const { out } = terminal;
  if (command.name === 'show') {
    const shown = await readShown(place.stage, place.store);
    out(command.json ? JSON.stringify(shown) : formatShown(shown));
    return;
  }
  const done = await change(command, place, terminal);
  out(command.json ? JSON.stringify({ stage: place.stage, done }) : `${done} (stage ${place.stage}).`);
}

function change(command: Command, place: Place, terminal: ConfigTerminal): Promise<string> {
  switch (command.name) {
    case 'set':
      return setSecret(command, place, terminal);
    case 'unset':
      return unsetSecret(command, place);
    case 'set-setting':
    case 'unset-setting':
      return changeSetting(command, place);
    default:
      throw new Error(`${command.name} changes nothing.`);
  }
}

async function setSecret({ secret, valueFile }: Doing<'set'>, { stage, store }: Place, terminal: ConfigTerminal) {
  const given = await (valueFile === undefined
    ? terminal.readHidden(`Value of ${secret} (it is not shown): `)
    : readFile(valueFile, 'utf8'));
  await store.put(secretParameter(stage, secret), checkSecret(secret, given), 'SecureString');
  return `The secret ${secret} is set`;
}

async function unsetSecret({ secret }: Doing<'unset'>, { stage, store }: Place) {
  const wasThere = await store.delete(secretParameter(stage, secret));
  return wasThere ? `The secret ${secret} is gone` : `The secret ${secret} was not set`;
}

async function changeSetting(command: Doing<'set-setting' | 'unset-setting'>, { stage, store }: Place) {
  const name = settingsParameter(stage);
  const value = command.name === 'set-setting' ? command.value : undefined;
  const path = command.path.join('.');
  // All of it goes unread: this is the way back from a document that nobody can read.
  const before = command.path.length === 0 ? undefined : (await store.get(name))?.value;
  const after = command.path.length === 0 ? {} : changeSettings(before, command.path, value);
  const text = JSON.stringify(after);
  if (Buffer.byteLength(text) > MAX_PARAMETER_BYTES) {
    throw new UsageError(`The settings would have more than ${MAX_PARAMETER_BYTES} bytes.`);
  }
  if (text === '{}') await store.delete(name);
  else await store.put(name, text, 'String');
  if (value !== undefined) return `${path} is set`;
  return path === '' ? 'All settings have their defaults' : `${path} has its default`;
}
