const NOWHERE = Infinity;

/**
 * Bytes that lines are searched for: once for all lines in hand, not for each. A mark of at most 7 bytes that begins with a rare letter
 * is found by far the fastest: the first letter is looked for many bytes at a time, where a longer mark is held against the bytes in steps.
 */
export class Mark {
  readonly length: number;
  private readonly mark: Buffer;
  private bytes: Buffer = Buffer.alloc(0);
  private at = NOWHERE;

  constructor(text: string) {
    this.mark = Buffer.from(text);
    this.length = this.mark.length;
  }

  /** Other bytes are searched from here on. */
  begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.find(0);
  }

  /** Where it stands first at `from` or behind it; Infinity where it does not. Asked from the begin of the bytes to their end. */
  next(from: number): number {
    if (this.at < from) this.find(from);
    return this.at;
  }

  private find(from: number): void {
    const found = this.bytes.indexOf(this.mark, from);
    this.at = found === -1 ? NOWHERE : found;
  }
}
