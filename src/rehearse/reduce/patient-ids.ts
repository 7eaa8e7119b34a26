const MOST_OF_AN_ID = 64;
/** Bits of a hash that tell ids apart: at 100,000 patients of ours, of 40 others one is read as text too. */
const HASH_BITS = 22;

/** Ids of patients, to be asked for as bytes: nearly all are told apart by a hash, and only the rest is read as text. */
export class PatientIds {
  private readonly hashes = new Uint8Array(1 << HASH_BITS);

  constructor(private readonly ids: ReadonlySet<string>) {
    for (const id of ids) {
      const bytes = Buffer.from(id, 'latin1');
      this.hashes[hashOf(bytes, 0, endOfId(bytes, 0))] = 1;
    }
  }

  /** Whether one of them begins there, and ends where an id does. */
  isAt(bytes: Buffer, from: number): boolean {
    const end = endOfId(bytes, from);
    return this.hashes[hashOf(bytes, from, end)] === 1 && this.ids.has(bytes.toString('latin1', from, end));
  }
}

/** FNV-1a, its upper bits folded into the lower ones. */
function hashOf(bytes: Buffer, from: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> HASH_BITS)) & ((1 << HASH_BITS) - 1);
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
