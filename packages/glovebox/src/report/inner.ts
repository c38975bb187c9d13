import type { Site } from '../inspect/site.ts';
import { neutralize, neutralizeShort } from './neutralize.ts';

const WIDTH = 90;
const LAYERS_SHOWN = 6;

/** Code inside code that leads to a site, a line a layer and the outermost first; nothing for a site that stands in a file itself. */
export function renderInner(site: Pick<Site, 'inner'>): string[] {
  const layers = site.inner ?? [];
  const hidden = layers.length - LAYERS_SHOWN;
  const shown = hidden > 0 ? layers.slice(-LAYERS_SHOWN) : layers;
  const lines = shown.map(({ language, by, decoder, line, text, code }) => {
    const from = decoder === undefined ? '' : ` from ${neutralize(decoder)}`;
    return `└ ${language} that ${neutralizeShort(by, 40)} is given${from}, line ${line}: ${neutralizeShort(text ?? code, WIDTH)}`;
  });
  return hidden > 0 ? [`└ … ${hidden} more layers`, ...lines] : lines;
}
