/** Something a person can act on: what went wrong, and what to do. */
export class ActionFailure extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.remedy = remedy;
  }
}
