/** What `$((…))` needs of the shell. */
export interface Arithmetic {
  number(name: string): number | undefined;
  assign(name: string, value: number): void;
}

type Operation = (left: number, right: number) => number;

/** Binary operators by how tightly they bind, the loosest first. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { ',': (_, right) => right },
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
  },
  { '<<': (a, b) => a * 2 ** b, '>>': (a, b) => Math.floor(a / 2 ** b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b },
  { '**': (a, b) => a ** b },
];
const OPERATORS: Readonly<Record<string, Operation>> = Object.assign({}, ...LEVELS);

const TOKENS =
  /\s*(\d+#[\w@]+|0[xX][\da-fA-F]+|\d+|[A-Za-z_]\w*|\*\*|<<=?|>>=?|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^<>=!~?:(),])/y;
const MOST_TOKENS = 400;
const DEEPEST = 40;

/** The value of an arithmetic expression whose parameters are expanded; undefined where it is not known. */
export function arithmetic(text: string, shell: Arithmetic): number | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  if (tokens.length === 0) return 0;
  const reading = new Reading(tokens, shell);
  const value = reading.expression(0, 0);
  return reading.isAtEnd && value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

function tokensOf(text: string): string[] | undefined {
  const found: string[] = [];
  const content = text.trim();
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < content.length) {
    const match = TOKENS.exec(content);
    if (match === null || found.length >= MOST_TOKENS) return undefined;
    found.push(match[1] ?? '');
  }
  return found;
}

class Reading {
  readonly #tokens: readonly string[];
  readonly #shell: Arithmetic;
  #at = 0;

  constructor(tokens: readonly string[], shell: Arithmetic) {
    this.#tokens = tokens;
    this.#shell = shell;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  expression(level: number, depth: number): number | undefined {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary(depth);
    if (depth > DEEPEST) return undefined;
    let left = this.expression(level + 1, depth);
    for (let token = this.#peek(); token !== undefined && Object.hasOwn(operators, token); token = this.#peek()) {
      this.#at++;
      const right = this.expression(level + 1, depth);
      left = left === undefined || right === undefined ? undefined : operators[token]?.(left, right);
    }
    return level === 1 && this.#take('?') ? this.#choice(left, depth) : left;
  }

  #choice(condition: number | undefined, depth: number): number | undefined {
    const yes = this.expression(1, depth + 1);
    if (!this.#take(':')) return undefined;
    const no = this.expression(1, depth + 1);
    return condition === undefined ? undefined : condition === 0 ? no : yes;
  }

  #unary(depth: number): number | undefined {
    if (depth > DEEPEST) return undefined;
    const token = this.#tokens[this.#at++];
    if (token === undefined) return undefined;
    if (token === '(') {
      const value = this.expression(0, depth + 1);
      return this.#take(')') ? value : undefined;
    }
    if (token === '++' || token === '--') return this.#changed(this.#tokens[this.#at++] ?? '', token === '++' ? 1 : -1);
    if (/^[-+!~]$/.test(token)) return signed(token, this.#unary(depth + 1));
    if (/^\d/.test(token)) return numberOf(token);
    return /^[A-Za-z_]/.test(token) ? this.#variable(token, depth) : undefined;
  }

  #variable(name: string, depth: number): number | undefined {
    const before = this.#shell.number(name);
    const token = this.#peek() ?? '';
    if (token === '++' || token === '--') {
      this.#at++;
      this.#changed(name, token === '++' ? 1 : -1);
      return before;
    }
    if (
      token !== '=' &&
      !(token.endsWith('=') && Object.hasOwn(OPERATORS, token.slice(0, -1)) && !/^[<>=!]=$/.test(token))
    )
      return before;
    this.#at++;
    const given = this.expression(1, depth + 1);
    const value =
      token === '='
        ? given
        : before === undefined || given === undefined
          ? undefined
          : OPERATORS[token.slice(0, -1)]?.(before, given);
    if (value !== undefined) this.#shell.assign(name, value);
    return value;
  }

  #changed(name: string, by: number): number | undefined {
    const before = this.#shell.number(name);
    if (before === undefined) return undefined;
    this.#shell.assign(name, before + by);
    return before + by;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at++;
    return true;
  }
}

function signed(operator: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (operator === '-') return -value;
  if (operator === '!') return Number(value === 0);
  return operator === '~' ? ~value : value;
}

function numberOf(token: string): number {
  const [base, digits] = token.split('#');
  if (digits !== undefined) return Number.parseInt(digits, Number(base));
  if (/^0[xX]/.test(token)) return Number.parseInt(token.slice(2), 16);
  return Number.parseInt(token, /^0\d/.test(token) ? 8 : 10);
}
