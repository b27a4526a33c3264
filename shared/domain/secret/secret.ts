import { inspect } from 'node:util';
import { SecretWipedError } from './errors.ts';

const REDACTED = '[redacted]';

/** An opened secret. It shows itself nowhere by accident: only `reveal` gives it out. */
export class Secret {
  #bytes: Buffer | undefined;

  /** @param bytes UTF-8, or what was sealed as bytes; they belong to the secret from here on */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /**
   * The text. A string cannot be overwritten: ask for it where it is used, and let go of it there.
   * @throws SecretWipedError
   */
  reveal(): string {
    return this.#open().toString('utf8');
  }

  /**
   * A copy of the bytes, for what was sealed as bytes. Whoever calls overwrites it after use.
   * @throws SecretWipedError
   */
  revealBytes(): Buffer {
    return Buffer.from(this.#open());
  }

  /** Overwrites the secret. Wiping again does nothing. */
  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }

  #open(): Buffer {
    if (this.#bytes === undefined) throw new SecretWipedError();
    return this.#bytes;
  }
}
