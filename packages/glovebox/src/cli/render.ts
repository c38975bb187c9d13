import { GloveboxError } from '../error.ts';
import { GATE_FORMATS, type GateFormat } from '../gate/render/formats.ts';
import type { GateResult } from '../gate/result.ts';
import type { ReportFormat } from '../report/formats/format.ts';
import type { Report } from '../report/report.ts';
import { wantsColour } from '../report/style.ts';
import type { Sources } from '../report/view.ts';
import { EXIT } from './exit.ts';
import type { RenderOptions } from './options.ts';
import { writeResult } from './output.ts';
import { parseOnce } from './parsing.ts';
import { writeOutput, writeReport } from './report.ts';
import { sampleOf } from './sample.ts';
import { parsedAs, storedJson, storedText } from './stored.ts';

/**
 * `glovebox render`: a stored report, or a stored result of a gate, in any format. Whoever stored it is not believed: it is
 * checked like any other input.
 */
export async function renderCommand(path: string, options: RenderOptions): Promise<number> {
  parseOnce();
  const value = storedJson(await storedText(path), path);
  if (isOfGate(value)) await writeGate(await parsedAs('glovebox.gate/1', value, path), options);
  else {
    const report = await parsedAs('glovebox.report/1', value, path);
    await writeReport(report, await sourcesOf(report, options), options);
  }
  return EXIT.allow;
}

function isOfGate(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'glovebox.gate/1';
}

async function writeGate(result: GateResult, { format, output = [], quiet, sample }: RenderOptions): Promise<void> {
  if (sample !== undefined)
    throw new GloveboxError('usage', 'a result of a gate is about no single program', 'Leave --sample out.');
  const { renderGate } = await import('../gate/render/render.ts');
  for (const file of output) await writeOutput(file, await renderGate(gateFormat(file.format), result));
  const style = { colour: wantsColour(process.stdout), quiet: quiet === true };
  await writeResult(await renderGate(gateFormat(format), result, style));
}

function gateFormat(format: ReportFormat): GateFormat {
  const known = GATE_FORMATS.find((one) => one === format);
  if (known !== undefined) return known;
  throw new GloveboxError(
    'usage',
    `a result of a gate is not written as ${format}`,
    `Use one of ${GATE_FORMATS.join(', ')}.`,
  );
}

/** Lines of another program would be shown as this one's: the files must be those that were examined. */
async function sourcesOf(report: Report, { sample: path }: RenderOptions): Promise<Sources> {
  if (path === undefined) return { files: [] };
  const sample = await sampleOf(path, [], { language: report.sample.language });
  if (sample.id === report.sample.id) return sample;
  throw new GloveboxError(
    'report-invalid',
    `${path} is not the program that the report is about: it is ${sample.id}, the report is about ${report.sample.id}`,
    'Name the same files, unchanged, or leave --sample out.',
  );
}
