import { type Tool as AiTool, tool } from 'ai';
import { handOver, type ToolOptions } from '../tools/handed.ts';

export type { ToolOptions } from '../tools/handed.ts';

/** Glovebox's tools for the Vercel AI SDK, to be given as `tools`; whatever they opened is closed by `close`. */
export interface GloveboxTools extends AsyncDisposable {
  readonly tools: Readonly<Record<string, AiTool>>;
  close(): Promise<void>;
}

/**
 * Makes tools for `generateText` and `streamText`: check code, run it, inspect it. An answer's field `untrusted` holds all text
 * of the code's; a call that is aborted ends its run.
 */
export function gloveboxTools(options: ToolOptions = {}): GloveboxTools {
  const handed = handOver(options);
  const tools = handed.tools.map((one) => [
    one.name,
    tool({
      title: one.title,
      description: one.description,
      inputSchema: one.input,
      execute: (input: unknown, { abortSignal }: { abortSignal?: AbortSignal | undefined }) =>
        handed.use(one, input, abortSignal),
    }) as AiTool,
  ]);
  return { tools: Object.fromEntries(tools), close: handed.close, [Symbol.asyncDispose]: handed.close };
}
