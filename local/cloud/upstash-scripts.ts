import { createHash } from 'node:crypto';

/** A Redis command: its name in capitals, then its arguments. */
export type RedisCommand = readonly [name: string, ...args: string[]];

/** What a command came to, as the REST protocol tells it. */
export type Reply = { readonly value: unknown } | { readonly error: string };

/** Either a command that Redis understands or an answer that needs no Redis. */
export type Prepared = { readonly run: RedisCommand } | Reply;

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

/**
 * Upstash scripts begin with `#!lua flags=allow-key-locking`, a flag that Redis refuses. The line is blanked, so that
 * line numbers in errors hold.
 */
const withoutShebang = (script: string): string => script.replace(/^#!lua[^\n]*/, '');

/** Scripts by the SHA-1 of their original text, which is how clients ask for them; Redis itself knows the mended text. */
export class ScriptBook {
  readonly #bodies = new Map<string, string>();

  #remember(script: string): string {
    const id = sha1(script);
    this.#bodies.set(id, withoutShebang(script));
    return id;
  }

  /** Turns the script commands into what Redis can do; other commands pass. */
  prepare(command: RedisCommand): Prepared {
    const [name, first = '', ...rest] = command;
    if (name === 'EVAL' || name === 'EVAL_RO') {
      this.#remember(first);
      return { run: [name, withoutShebang(first), ...rest] };
    }
    if (name === 'EVALSHA' || name === 'EVALSHA_RO') {
      const body = this.#bodies.get(first.toLowerCase());
      if (body === undefined) return { error: 'NOSCRIPT No matching script. Please use EVAL.' };
      return { run: [name === 'EVALSHA' ? 'EVAL' : 'EVAL_RO', body, ...rest] };
    }
    return name === 'SCRIPT' ? this.#script(first, rest) : { run: command };
  }

  #script(subcommand: string, args: readonly string[]): Reply {
    switch (subcommand.toUpperCase()) {
      case 'LOAD':
        return { value: this.#remember(args[0] ?? '') };
      case 'EXISTS':
        return { value: args.map((id) => (this.#bodies.has(id.toLowerCase()) ? 1 : 0)) };
      case 'FLUSH':
        this.#bodies.clear();
        return { value: 'OK' };
      default:
        return { error: `ERR unknown SCRIPT subcommand '${subcommand}'` };
    }
  }
}
