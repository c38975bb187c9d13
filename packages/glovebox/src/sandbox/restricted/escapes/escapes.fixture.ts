import { ATTRIBUTES } from './attributes.fixture.ts';
import { MODULES } from './modules.fixture.ts';
import { NAMES } from './names.fixture.ts';

/** A way out of a restricted Python, to where it prints ESCAPED. */
export type Escape = readonly [name: string, source: string];

/** Known ones. In a plain interpreter every one of them works; the test shows that too, in the jail without restriction. */
export const ESCAPES: readonly Escape[] = [...ATTRIBUTES, ...MODULES, ...NAMES];
