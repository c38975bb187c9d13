import type { Page, PageRun } from '../page.ts';
import { h, plain, refill, say } from './dom.ts';
import { changeTable, codeList } from './files.ts';
import { isolationPart } from './isolation.ts';
import { conversationList, printed } from './network.ts';
import { counted, type Part, section, table } from './parts.ts';
import { processTree } from './processes.ts';
import { resourcesPart } from './resources.ts';
import { timelineOf } from './timeline/timeline.ts';

/** Everything one run has to show; of several, one at a time. `changed` is called when another one was chosen. */
export function runSections({ runs }: Page, changed: () => void): HTMLElement[] {
  const [first] = runs;
  if (first === undefined) return [];
  const frame = h('div', { class: 'run-frame' });
  const show = (run: PageRun) => refill(frame, ...runParts(run).map(section));
  show(first);
  if (runs.length === 1) return [frame];
  const select = h(
    'select',
    { id: 'run' },
    ...runs.map(({ conditions }, index) => h('option', { value: index }, `${index + 1}: ${plain(conditions)}`)),
  );
  select.addEventListener('change', () => {
    const run = runs[Number(select.value)];
    if (run === undefined) return;
    show(run);
    changed();
  });
  return [h('div', { class: 'run-choice' }, h('label', { for: 'run' }, 'Below: what one run did'), select), frame];
}

/** The parts of a run, those alone of which there is something. */
export function runParts(run: PageRun): Part[] {
  return [
    timelinePart(run),
    processesPart(run),
    networkPart(run),
    filesPart(run),
    outputPart(run),
    isolationPart(run),
    resourcesPart(run),
  ].filter((part) => part !== undefined);
}

function timelinePart(run: PageRun): Part {
  return {
    id: 'timeline',
    title: 'Timeline',
    count: counted(run.events.length, 'event'),
    lead: `The program ${plain(run.end)}. What it did outside itself, as seen by the kernel, the interpreter, the network and the disk.`,
    content: [run.events.length === 0 ? h('p', { class: 'nothing' }, 'Nothing was seen.') : timelineOf(run)],
  };
}

function processesPart(run: PageRun): Part | undefined {
  if (run.processes.length === 0) return undefined;
  return { id: 'processes', title: 'Processes', count: String(run.processes.length), content: [processTree(run)] };
}

function networkPart({ conversations, leaks }: PageRun): Part | undefined {
  if (conversations === undefined && leaks.length === 0) return undefined;
  return {
    id: 'network',
    title: 'Network',
    count: counted(conversations?.length ?? 0, 'conversation'),
    content: [
      leaks.length > 0 && [
        h('h3', {}, 'Decoy credentials that left'),
        table(
          'Decoy credentials that left',
          ['Decoy', 'By', 'To', 'Written'],
          h(
            'tbody',
            {},
            ...leaks.map(({ canary, channel, place, how }) =>
              h('tr', {}, ...[canary, channel, place, how].map((text) => h('td', {}, say(text)))),
            ),
          ),
        ),
      ],
      conversations === undefined
        ? h('p', { class: 'nothing' }, 'There was no network to speak to.')
        : conversationList(conversations),
    ],
  };
}

function filesPart({ changes, code }: PageRun): Part | undefined {
  if (changes.length === 0 && code.length === 0) return undefined;
  return {
    id: 'files',
    title: 'Files and code',
    count: counted(changes.length, 'file'),
    content: [
      changeTable(changes),
      code.length > 0 && [h('h3', {}, 'Code that came to an interpreter while it ran'), codeList(code)],
    ],
  };
}

function outputPart({ stdout, stderr, outputCut }: PageRun): Part | undefined {
  if (stdout.trim() === '' && stderr.trim() === '') return undefined;
  return {
    id: 'output',
    title: 'Output',
    lead: `Printed by the program: untrusted text, nobody’s word for anything.${outputCut ? ' It is cut.' : ''}`,
    content: [
      stdout.trim() !== '' && [h('h3', {}, 'Standard output'), printed(stdout, 'Standard output')],
      stderr.trim() !== '' && [h('h3', {}, 'Standard error'), printed(stderr, 'Standard error')],
    ],
  };
}
