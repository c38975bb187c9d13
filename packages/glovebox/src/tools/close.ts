import { z } from 'zod';
import { closeSession, sessionOf } from './sessions.ts';
import { tool } from './tool.ts';

export const closeSessionTool = tool({
  name: 'close_session',
  title: 'Close a session',
  description: 'Ends a session of run_code, and everything that runs in it.',
  input: z.strictObject({ session: z.string().max(100) }),
  answer: z.object({ session: z.string(), sessionOpen: z.literal(false) }),
  annotations: () => ({ readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false }),
  async use({ session }, _service, { client }) {
    const { id } = sessionOf(client, session);
    await closeSession(client, id);
    return { text: `The session ${id} is closed.`, answer: { session: id, sessionOpen: false as const } };
  },
});
