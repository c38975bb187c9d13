import type { Refusal } from '../refusal.ts';
import type { Statement } from '../statement.ts';
import { Scene } from './scene.fixture.ts';

export interface Attempt {
  readonly what: string;
  readonly refused: Refusal;
  /** Words of the message, where one reason has several causes. */
  readonly says?: string;
  readonly tamper: (scene: Scene) => void | Promise<void>;
}

/** How it ended: the reason, or that nothing was noticed. */
export async function outcomeOf({
  tamper,
}: Pick<Attempt, 'tamper'>): Promise<{ readonly reason: Refusal | 'verified'; readonly message: string }> {
  const scene = await Scene.make();
  try {
    await tamper(scene);
    const answer = await scene.answer();
    return answer.ok ? { reason: 'verified', message: '' } : answer;
  } finally {
    scene.end();
  }
}

export const block = (statement: Statement) => {
  statement.predicate.decision = 'block';
  statement.predicate.risk = 100;
  statement.predicate.reasons = ['secret-sent'];
};

export const at = (when: Date) => (statement: Statement) => {
  statement.predicate.attestedAt = when.toISOString();
  statement.predicate.examinedAt = when.toISOString();
};

export function withOverride(expires: Date) {
  return ({ predicate }: Statement) => {
    predicate.overrides = [
      { id: 'o1', rule: 'secret-sent', by: 'ada@example.com', reason: 'a test server', expires: expires.toISOString() },
    ];
  };
}
