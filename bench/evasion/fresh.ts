/** What a program that hides something calls its parts. */
const HARMLESS = [
  'report',
  'theme',
  'summary',
  'label',
  'greeting',
  'caption',
  'palette',
  'footer',
  'margin',
  'column',
];

/** Another name for each, which says nothing and is not taken. */
export function freshNames(names: readonly string[], taken: ReadonlySet<string>): Map<string, string> {
  return new Map(
    names.map((name, index) => {
      const fresh = `${HARMLESS[index % HARMLESS.length]}_${index}`;
      return [name, taken.has(fresh) ? `${fresh}_x` : fresh];
    }),
  );
}
