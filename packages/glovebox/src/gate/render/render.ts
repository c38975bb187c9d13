import { renderJson } from '../../report/json.ts';
import type { GateResult } from '../result.ts';
import type { GateFormat } from './formats.ts';
import type { GateTextOptions } from './text.ts';

/** Formats that only some ask for are loaded when they do. */
const RENDERERS: Record<GateFormat, (result: GateResult, options: GateTextOptions) => Promise<string>> = {
  text: async (result, options) => (await import('./text.ts')).renderGateText(result, options),
  json: async (result) => renderJson(result),
  sarif: async (result) => (await import('./sarif.ts')).renderGateSarif(result),
  markdown: async (result) => (await import('./markdown.ts')).renderGateMarkdown(result),
  junit: async (result) => (await import('./junit.ts')).renderGateJunit(result),
  github: async (result) => (await import('./github.ts')).renderGateAnnotations(result),
};

export function renderGate(
  format: GateFormat,
  result: GateResult,
  options: GateTextOptions = { colour: false },
): Promise<string> {
  return RENDERERS[format](result, options);
}
