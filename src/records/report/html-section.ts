export interface Section {
  readonly id: string;
  readonly title: string;
  /** HTML. */
  readonly body: string;
}
