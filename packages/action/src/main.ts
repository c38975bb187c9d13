import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { notice, setFailed, setOutput, summary, warning } from '@actions/core';
import type { GateResult } from '../../glovebox/src/gate/result.ts';
import { neutralize } from '../../glovebox/src/report/neutralize.ts';
import { annotate } from './annotations.ts';
import { type Commented, comment } from './comment.ts';
import { readEvent, type TriggeringEvent } from './event.ts';
import { ActionFailure } from './failure.ts';
import { type Gated, runGate } from './gate.ts';
import { GitHub } from './github.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { glovebox } from './install.ts';
import { plainLine } from './log.ts';
import { rangeOf } from './range.ts';

try {
  await main(process.env);
} catch (error) {
  const remedy = error instanceof ActionFailure ? ` ${error.remedy}` : '';
  setFailed(neutralize(`${error instanceof Error ? error.message : String(error)}.${remedy}`));
}

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const inputs = await readInputs(env);
  const event = readEvent(env);
  const range = await rangeOf(event, inputs.base, inputs.folder);
  console.log(plainLine(`compares with ${range.base}, ${range.because}`));
  const temp = mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'glovebox-'));
  const program = await glovebox(inputs, temp);
  const pullRequest = event.kind === 'pull-request' ? env.GITHUB_EVENT_PATH : undefined;
  const gated = await runGate({ program, range, inputs, temp, ...(pullRequest !== undefined && { pullRequest }) });
  await tell(gated, inputs, event, env);
}

/** Outputs first: whatever becomes of the comment, the steps after this one have them. */
async function tell(gated: Gated, inputs: Inputs, event: TriggeringEvent, env: NodeJS.ProcessEnv): Promise<void> {
  const { result, markdown } = gated;
  const { decision, risk } = result.verdict;
  const brought = result.findings.filter(({ introduced }) => introduced).length;
  const outputs = { decision, risk, findings: brought, report: gated.report, sarif: gated.sarif ?? '' };
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
  if (env.GITHUB_STEP_SUMMARY !== undefined) await summary.addRaw(markdown, true).write();
  const folder = relative(inputs.workspace, inputs.root);
  annotate(result, folder === '' ? '' : `${folder}/`);
  if (event.kind === 'pull-request' && inputs.comment)
    await keepComment({ folder, inputs, event, env, markdown, result });
  if (gated.fails) setFailed(`Glovebox: ${decision}, risk ${risk} of 100, ${brought} findings that the change brought`);
}

interface Commenting {
  readonly folder: string;
  readonly inputs: Inputs;
  readonly event: Extract<TriggeringEvent, { kind: 'pull-request' }>;
  readonly env: NodeJS.ProcessEnv;
  readonly markdown: string;
  readonly result: GateResult;
}

/** Without a comment there is still the summary: that it could not be made is told, and changes no verdict. */
async function keepComment({ folder, inputs, event, env, markdown, result }: Commenting): Promise<void> {
  const repository = env.GITHUB_REPOSITORY ?? '';
  if (inputs.token === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) return;
  const github = new GitHub(env.GITHUB_API_URL ?? 'https://api.github.com', inputs.token);
  try {
    const place = { repository, number: event.number, folder };
    say(await comment(github, place, markdown, result), event.isFork);
  } catch (error) {
    warning(neutralize(`GitHub was not reached for the comment: ${(error as Error).message}. The summary has it all.`));
  }
}

function say(commented: Commented, isFork: boolean): void {
  switch (commented.kind) {
    case 'not-permitted':
      notice(
        isFork
          ? 'No comment: a pull request from a fork has a token that may only read. The summary of this run has it all.'
          : `No comment: the token may not write one (${commented.status}); give the job pull-requests: write. The summary has it all.`,
      );
      return;
    case 'failed':
      warning(`No comment: GitHub answered ${commented.status}. The summary has it all.`);
      return;
    default:
      console.log(plainLine(`comment ${commented.kind}`));
  }
}
