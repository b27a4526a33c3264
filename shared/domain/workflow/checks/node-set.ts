/** A set of nodes by position: 500 nodes are 16 words, so that sets of sets stay cheap. */
export class NodeSet {
  readonly #words: Uint32Array;

  constructor(capacity: number) {
    this.#words = new Uint32Array(Math.ceil(capacity / 32));
  }

  has(position: number): boolean {
    return ((this.#words[position >>> 5] ?? 0) & (1 << (position & 31))) !== 0;
  }

  add(position: number): this {
    this.#words[position >>> 5] = (this.#words[position >>> 5] ?? 0) | (1 << (position & 31));
    return this;
  }

  addAll(other: NodeSet): this {
    for (let word = 0; word < this.#words.length; word++) {
      this.#words[word] = (this.#words[word] ?? 0) | (other.#words[word] ?? 0);
    }
    return this;
  }

  keepOnly(other: NodeSet): this {
    for (let word = 0; word < this.#words.length; word++) {
      this.#words[word] = (this.#words[word] ?? 0) & (other.#words[word] ?? 0);
    }
    return this;
  }

  get capacity(): number {
    return this.#words.length * 32;
  }
}
