import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { bindContext, type SecretContext } from '../../shared/domain/secret/context.ts';
import { DATA_KEY_BYTES, type DataKeys } from '../../shared/domain/secret/data-keys.ts';
import { EnvelopeRejectedError } from '../../shared/domain/secret/errors.ts';

const CIPHER = 'aes-256-gcm';

/** A key service in memory: wraps for real, counts its calls, rotates, and fails when told to. */
export class MemoryDataKeys implements DataKeys {
  readonly calls = { generate: 0, unwrap: 0, rewrap: 0 };
  /** What was handed out, so that a test sees whether it was overwritten. */
  readonly handedOut: Uint8Array[] = [];
  /** What every call fails with. */
  failure: Error | undefined;
  /** Holds every call back until it resolves. */
  gate: Promise<void> | undefined;
  readonly #materials: Buffer[] = [randomBytes(DATA_KEY_BYTES)];

  get total(): number {
    return this.calls.generate + this.calls.unwrap + this.calls.rewrap;
  }

  rotate(): void {
    this.#materials.push(randomBytes(DATA_KEY_BYTES));
  }

  /** Material that a wrapped key was wrapped by, counted from 0. */
  materialOf = (wrapped: Uint8Array): number => wrapped[0] ?? -1;

  async generate(context: SecretContext): Promise<{ readonly key: Uint8Array; readonly wrapped: Uint8Array }> {
    await this.#enter('generate');
    const key = randomBytes(DATA_KEY_BYTES);
    return { key: this.#handOut(key), wrapped: this.#wrap(key, context) };
  }

  async unwrap(wrapped: Uint8Array, context: SecretContext): Promise<Uint8Array> {
    await this.#enter('unwrap');
    return this.#handOut(this.#unwrap(wrapped, context));
  }

  async rewrap(wrapped: Uint8Array, context: SecretContext): Promise<Uint8Array> {
    await this.#enter('rewrap');
    return this.#wrap(this.#unwrap(wrapped, context), context);
  }

  async #enter(call: keyof MemoryDataKeys['calls']): Promise<void> {
    this.calls[call] += 1;
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
  }

  #handOut(key: Uint8Array): Uint8Array {
    this.handedOut.push(key);
    return key;
  }

  #wrap(key: Uint8Array, context: SecretContext): Uint8Array {
    const material = this.#materials.length - 1;
    const nonce = randomBytes(12);
    const cipher = createCipheriv(CIPHER, this.#material(material), nonce).setAAD(
      Buffer.from(bindContext(context).text),
    );
    return Buffer.concat([Buffer.from([material]), nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  #unwrap(wrapped: Uint8Array, context: SecretContext): Buffer {
    try {
      const decipher = createDecipheriv(CIPHER, this.#material(this.materialOf(wrapped)), wrapped.subarray(1, 13))
        .setAAD(Buffer.from(bindContext(context).text))
        .setAuthTag(wrapped.subarray(-16));
      return Buffer.concat([decipher.update(wrapped.subarray(13, -16)), decipher.final()]);
    } catch (error) {
      throw new EnvelopeRejectedError(error);
    }
  }

  #material(index: number): Buffer {
    const material = this.#materials[index];
    if (material === undefined) throw new RangeError(`There is no material ${index}.`);
    return material;
  }
}
