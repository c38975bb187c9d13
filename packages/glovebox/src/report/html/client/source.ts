import type { Page, PageFile, PageFinding } from '../page.ts';
import { type Child, h, plain, say } from './dom.ts';
import { counted, type Part } from './parts.ts';
import { onReveal } from './reveal.ts';

/** Lines drawn at a time. */
const STEP = 400;

const STATES: Readonly<Record<string, readonly [name: string, said: string]>> = {
  r: ['ran', 'ran'],
  m: ['missed', 'did not run'],
};

/** The source: what ran of it, and in the margin what was found where. */
export function sourcePart({ files, findings, noSource }: Page): Part {
  return {
    id: 'source',
    title: 'Source',
    count: files.length === 0 ? undefined : counted(files.length, 'file'),
    lead: files.length === 0 ? noSource : undefined,
    content: [
      files.some(({ states }) => /[rm]/.test(states)) && legend(),
      ...files.map((file, index) => fileView(file, index, findings, files.length === 1 || index === 0)),
    ],
  } as Part;
}

function legend(): HTMLElement {
  return h(
    'p',
    { class: 'legend' },
    h('span', { class: 'swatch ran' }),
    'ran ',
    h('span', { class: 'swatch missed' }),
    'could have run and did not ',
    h('span', { class: 'swatch' }),
    'nothing to run',
  );
}

function fileView(file: PageFile, at: number, findings: readonly PageFinding[], open: boolean): HTMLElement {
  const body = h('tbody');
  const notes = notesOf(at, findings);
  const button = h('button', { type: 'button', class: 'more' });
  const foot = h('p', { class: 'more-row' }, button);
  let shown = 0;
  function draw(to: number): void {
    for (const end = Math.min(file.lines.length, to); shown < end; shown++)
      body.append(row(file, at, shown, notes.get(shown + 1) ?? []));
    const left = file.lines.length - shown;
    foot.hidden = left <= 0;
    button.textContent = `Show ${Math.min(STEP, left)} more of ${left} lines`;
  }
  button.addEventListener('click', () => draw(shown + STEP));
  draw(STEP);
  const name = plain(file.name);
  const details = h(
    'details',
    { class: 'file', open },
    h('summary', {}, h('code', {}, say(file.name)), ...summary(file, notes.size)),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Source of ${name}` },
      h('table', { class: 'source', 'aria-label': `Lines of ${name}` }, body),
    ),
    foot,
    file.more > 0 && h('p', { class: 'quiet' }, `${file.more} more lines are not in this page.`),
  );
  onReveal(at, (line) => {
    details.open = true;
    if (line > shown) draw(line + 20);
  });
  return details;
}

function summary({ states }: PageFile, found: number): Child[] {
  const missed = states.split('m').length - 1;
  return [
    missed > 0 && h('span', { class: 'quiet' }, ` ${counted(missed, 'line')} did not run`),
    found > 0 &&
      h('span', { class: 'quiet' }, `${missed > 0 ? ', ' : ' '}something found on ${counted(found, 'line')}`),
  ];
}

interface Note {
  readonly finding: PageFinding;
  readonly index: number;
}

/** Findings by the line they name first. */
function notesOf(file: number, findings: readonly PageFinding[]): Map<number, Note[]> {
  const notes = new Map<number, Note[]>();
  findings.forEach((finding, index) => {
    if (finding.place?.file !== file || finding.accepted !== undefined) return;
    const { line } = finding.place;
    notes.set(line, [...(notes.get(line) ?? []), { finding, index }]);
  });
  return notes;
}

function row(file: PageFile, at: number, index: number, notes: readonly Note[]): HTMLElement {
  const [state, said] = STATES[file.states[index] ?? ''] ?? ['none', ''];
  return h(
    'tr',
    { class: `${state} ${notes[0]?.finding.severity ?? ''}`, id: `line-${at}-${index + 1}` },
    h('td', { class: 'number' }, String(index + 1), said !== '' && h('span', { class: 'unseen' }, `, ${said}`)),
    h('td', { class: 'text' }, say(file.lines[index] ?? '')),
    h('td', { class: 'note' }, ...notes.slice(0, 4).map(note)),
  );
}

function note({ finding, index }: Note): HTMLElement {
  return h('a', { href: `#finding-${index}`, class: `note-link ${finding.severity}` }, say(finding.title));
}
