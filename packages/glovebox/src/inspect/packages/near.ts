/** A name in which one typing error, or two in a long name, make another one, is a near miss of it. */
const SHORTEST_FOR_ONE = 5;
const SHORTEST_FOR_TWO = 10;
/** `request` may be anybody's own module; as a near miss counts a plural of what nearly everybody uses. */
const USED_BY_ALL = 150;

const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/0/g, 'o'],
  [/1/g, 'l'],
  [/3/g, 'e'],
  [/4/g, 'a'],
  [/5/g, 's'],
  [/7/g, 't'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

/** The popular name that another one looks like: a typing error, other separators, digits for letters. `popular` starts with the most used. */
export function nearMiss(name: string, popular: readonly string[]): string | undefined {
  const plain = withoutSeparators(name);
  const drawn = skeleton(plain);
  return popular.find((other, rank) => other !== name && isNear(plain, drawn, withoutSeparators(other), rank));
}

function isNear(plain: string, drawn: string, other: string, rank: number): boolean {
  if (other.length < SHORTEST_FOR_ONE - 1) return false;
  if (plain === other || drawn === skeleton(other)) return true;
  const shorter = Math.min(plain.length, other.length);
  if (shorter < SHORTEST_FOR_ONE || Math.abs(plain.length - other.length) > 2) return false;
  if (plain === `${other}s` || other === `${plain}s`) return rank < USED_BY_ALL;
  if (differentLetters(plain, other) > 4) return false;
  const distance = editDistance(plain, other);
  return distance === 1 || (distance === 2 && shorter >= SHORTEST_FOR_TWO && plain[0] === other[0]);
}

function withoutSeparators(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}

/** Letters that only one of them has. Two typing errors bring in, and take out, two at most. */
function differentLetters(a: string, b: string): number {
  let rest = lettersOf(a) ^ lettersOf(b);
  let count = 0;
  for (; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function lettersOf(text: string): number {
  let letters = 0;
  for (let index = 0; index < text.length; index++) letters |= 1 << (text.charCodeAt(index) & 31);
  return letters;
}

const DRAWN = /[013457]|rn|vv/;

function skeleton(plain: string): string {
  if (!DRAWN.test(plain)) return plain;
  return LOOK_ALIKES.reduce((text, [drawn, letter]) => text.replace(drawn, letter), plain);
}

/** Letters inserted, left out, replaced or exchanged with their neighbour (optimal string alignment); 3 stands for more than two. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 3) + 1, (row[j - 1] ?? 3) + 1, (last[j - 1] ?? 3) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 3) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > 2) return 3;
    before = last;
    last = row;
  }
  return Math.min(3, last[b.length] ?? 3);
}
