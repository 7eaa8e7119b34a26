const MOST_OF_AN_ID = 64;
/** Places of the table for each id: of so many other ids about one is read as text too. */
const PLACES = 64;
const MOST_BITS = 24;

/** Ids of patients, to be asked for as bytes: nearly all are told apart by a hash, and only the rest is read as text. */
export class PatientIds {
  private readonly bits: number;
  private readonly hashes: Uint8Array;

  constructor(private readonly ids: ReadonlySet<string>) {
    this.bits = Math.min(MOST_BITS, Math.ceil(Math.log2(PLACES * (ids.size + 1))));
    this.hashes = new Uint8Array(1 << this.bits);
    for (const id of ids) {
      const bytes = Buffer.from(id, 'latin1');
      this.hashes[hashOf(bytes, 0, endOfId(bytes, 0), this.bits)] = 1;
    }
  }

  /** Whether one of them begins there, and ends where an id does. */
  isAt(bytes: Buffer, from: number): boolean {
    const end = endOfId(bytes, from);
    return this.hashes[hashOf(bytes, from, end, this.bits)] === 1 && this.ids.has(bytes.toString('latin1', from, end));
  }
}

/** FNV-1a, its upper bits folded into the lower ones. */
function hashOf(bytes: Buffer, from: number, end: number, bits: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> bits)) & ((1 << bits) - 1);
}

function endOfId(bytes: Buffer, from: number): number {
  let end = from;
  while (end < from + MOST_OF_AN_ID && isOfAnId(bytes[end] ?? 0)) end += 1;
  return end;
}

function isOfAnId(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2d ||
    byte === 0x2e
  );
}
