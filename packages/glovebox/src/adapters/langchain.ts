import { type DynamicStructuredTool, tool } from '@langchain/core/tools';
import { handOver, type ToolOptions } from '../tools/handed.ts';

export type { ToolOptions } from '../tools/handed.ts';

/** Glovebox's tools for LangChain, to be bound to a model; whatever they opened is closed by `close`. */
export interface GloveboxTools extends AsyncDisposable {
  readonly tools: readonly DynamicStructuredTool[];
  close(): Promise<void>;
}

/**
 * Makes structured tools: check code, run it, inspect it. A message's content is the answer as JSON, whose field `untrusted`
 * holds all text of the code's, and its artifact is the answer itself. A call that is aborted ends its run.
 */
export function gloveboxTools(options: ToolOptions = {}): GloveboxTools {
  const handed = handOver(options);
  const tools = handed.tools.map(
    (one) =>
      tool(
        async (input: unknown, config: { signal?: AbortSignal }) => {
          const answer = await handed.use(one, input, config.signal);
          return [JSON.stringify(answer), answer];
        },
        {
          name: one.name,
          description: one.description,
          schema: one.input,
          responseFormat: 'content_and_artifact',
        },
      ) as unknown as DynamicStructuredTool,
  );
  return { tools, close: handed.close, [Symbol.asyncDispose]: handed.close };
}
