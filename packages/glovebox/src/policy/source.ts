/** What says which policy held: for a report, which is read by those who did not ask. */
export interface PolicySource {
  /** A file, as a person in the working directory writes it, or the name of a preset; absent where the default held. */
  readonly file?: string;
  /** The globs of the sections that held, the later over the earlier. */
  readonly sections?: readonly string[];
  /** Policies that lie with the sample and were not obeyed. */
  readonly ignored?: readonly string[];
}
