import { renderJson } from '../json.ts';
import type { Report } from '../report.ts';
import type { TextOptions } from '../text.ts';
import type { Sources } from '../view.ts';
import type { ReportFormat } from './format.ts';

type Render = (report: Report, sources: Sources, options: TextOptions) => string | Promise<string>;

/** Formats that only some ask for are loaded when they do. */
const RENDER: Readonly<Record<ReportFormat, Render>> = {
  json: renderJson,
  text: async (report, sources, options) => (await import('../text.ts')).renderText(report, sources, options),
  sarif: async (report, sources) => (await import('./sarif.ts')).renderSarif(report, sources),
  markdown: async (report, sources) => (await import('./markdown.ts')).renderMarkdown(report, sources),
  html: async (report, sources) => (await import('../html/html.ts')).renderHtml(report, sources),
  junit: async (report) => (await import('./junit.ts')).renderJunit(report),
  github: async (report) => (await import('./annotations.ts')).renderAnnotations(report),
};

/** A report in any format. `sources` are the files of the sample, none where they are not at hand. */
export async function renderReport(
  format: ReportFormat,
  report: Report,
  sources: Sources,
  options: TextOptions = { colour: false },
): Promise<string> {
  return RENDER[format](report, sources, options);
}
