import { createHash } from 'node:crypto';

/** First bytes of large hosters' ranges: an address there surprises nobody, and nothing ever leaves for it. */
const FIRST_4 = [18, 34, 35, 44, 52, 54, 104, 108];
const FIRST_6 = ['2600:1f18', '2a05:d018', '2606:4700', '2607:f8b0'];
/** Names a run can learn addresses for; further ones share the last. */
const MOST = 2_000;

/** Gives every name an address of its own, the same in every run, and knows it again when it is connected to. */
export class Names {
  readonly #byAddress = new Map<string, string>();
  readonly #byName = new Map<string, { four: string; six: string }>();

  resolve(name: string): { four: string; six: string } {
    const plain = name.toLowerCase();
    const known = this.#byName.get(plain);
    if (known !== undefined) return known;
    if (this.#byName.size >= MOST) return [...this.#byName.values()].at(-1) ?? addresses(plain, 0);
    let made = addresses(plain, 0);
    for (let turn = 1; this.#byAddress.has(made.four) || this.#byAddress.has(made.six); turn++)
      made = addresses(plain, turn);
    this.#byName.set(plain, made);
    this.#byAddress.set(made.four, plain);
    this.#byAddress.set(made.six, plain);
    return made;
  }

  /** Which name an address was given for; undefined for one that was connected to by itself. */
  nameOf(address: string): string | undefined {
    return this.#byAddress.get(address);
  }

  get all(): ReadonlyMap<string, string> {
    return this.#byAddress;
  }
}

function addresses(name: string, turn: number): { four: string; six: string } {
  const digest = createHash('sha256').update(`${turn} ${name}`).digest();
  const [first = 0, second = 0, third = 0, fourth = 0] = digest;
  const words = [4, 6, 8].map((at) => (digest.readUInt16BE(at) || 1).toString(16));
  return {
    four: `${FIRST_4[first % FIRST_4.length]}.${second}.${third}.${1 + (fourth % 254)}`,
    // Eight groups with no zero among them: the kernel writes it the same way.
    six: `${FIRST_6[first % FIRST_6.length]}:${words.join(':')}:${[10, 12, 14].map((at) => (digest.readUInt16BE(at) || 1).toString(16)).join(':')}`,
  };
}
