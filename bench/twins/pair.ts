/** A name, a program with the marks §0 to §9, what makes it risky, and what makes it harmless. */
export type Pair = readonly [id: string, program: string, risky: readonly string[], harmless: readonly string[]];
