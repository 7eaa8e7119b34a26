/** A small generator with a seed (mulberry32): the same seed gives the same thousand bodies, so that a failure can be repeated. */
export interface Dice {
  /** 0 to `below` - 1. */
  roll(below: number): number;
  pick<T>(values: readonly T[]): T;
}

export function seededDice(seed: number): Dice {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const roll = (below: number): number => Math.floor(next() * below);
  return { roll, pick: <T>(values: readonly T[]): T => values[roll(values.length)] as T };
}

type Container = Record<string, unknown> | unknown[];

interface Place {
  readonly holder: Container;
  readonly step: string | number;
}

/** Every member of every object and list, as places where something can be put. */
function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Container;
  for (const step of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    found.push({ holder, step });
    placesIn((holder as Record<string | number, unknown>)[step], found);
  }
  return found;
}

const nest = (levels: number): unknown => {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { extension: value };
  return value;
};

const ODD: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => '',
  () => ' ',
  () => '\u0000',
  () => '\ud800',
  () => '\u202e\u2066txet',
  () => 'Z̸̢̛͚a̷l̶g̵o'.repeat(50),
  () => '👩‍⚕️'.repeat(200),
  () => '__proto__',
  () => 'constructor',
  () => '../..',
  () => '{{context.patientId}}',
  () => "'; DROP TABLE patients; --",
  () => '<script>alert(1)</script>',
  () => 'x'.repeat(20_000),
  () => '9999-99-99T99:99:99Z',
  () => '0001-01-01',
  () => [],
  () => [null],
  () => [[[]]],
  () => ({}),
  () => ({ toString: 1, valueOf: null, length: -1 }),
  () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown,
  () => ({ resourceType: 'Bundle', entry: 'x' }),
  () => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'fatal' }] }),
  () => nest(30),
  () => nest(200),
  () => Array.from({ length: 2_000 }, (_, index) => ({ resource: { resourceType: 'Observation', id: String(index) } })),
];

/** Changes that keep the body JSON. They work on a copy that is theirs to change. */
const MEMBER_CHANGES: readonly ((body: unknown, dice: Dice) => void)[] = [
  (body, dice) => put(dice.pick(placesIn(body)), dice.pick(ODD)()),
  (body, dice) => put(dice.pick(placesIn(body)), dice.pick(ODD)()),
  (body, dice) => remove(dice.pick(placesIn(body))),
  // One part of the request in the place of another: right types, wrong place.
  (body, dice) => {
    const places = placesIn(body);
    put(dice.pick(places), structuredClone(get(dice.pick(places))));
  },
  (body, dice) => {
    const place = dice.pick(placesIn(body));
    put(place, retyped(get(place)));
  },
  (body, dice) => {
    const { holder } = dice.pick(placesIn(body));
    if (!Array.isArray(holder))
      Object.defineProperty(holder, '__proto__', { value: { polluted: 1 }, enumerable: true, configurable: true });
    else holder.push(...structuredClone(holder));
  },
];

/** Changes to the bytes; most of what comes out is no JSON any more. */
const BYTE_CHANGES: readonly ((bytes: Buffer, dice: Dice) => Buffer)[] = [
  (bytes, dice) => bytes.subarray(0, dice.roll(bytes.length)),
  (bytes, dice) => flipped(bytes, dice, 1),
  (bytes, dice) => flipped(bytes, dice, 20),
  (bytes, dice) => {
    const at = dice.roll(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(dice.roll(bytes.length))]);
  },
  (bytes, dice) =>
    Buffer.from(bytes.toString('utf8').replace(/:(\d+)/g, (number) => (dice.roll(20) === 0 ? ':1e999' : number))),
  (bytes, dice) =>
    Buffer.from(
      bytes.toString('utf8').replace(/\{"/g, (text) => (dice.roll(40) === 0 ? '{"__proto__":{"polluted":1},"' : text)),
    ),
  (bytes, dice) => Buffer.concat([bytes, Buffer.from(dice.pick(['}', 'null', '\u0000', '\ufeff', ' '.repeat(1_000)]))]),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (bytes, dice) =>
    Buffer.from(
      bytes
        .toString('utf8')
        .replace('"prefetch":', `"extension":${'['.repeat(5_000)}${']'.repeat(dice.pick([5_000, 4_999]))},$&`),
    ),
];

/** One to four changes to a valid body. */
export function mutate(body: unknown, dice: Dice): Buffer {
  const copy = structuredClone(body);
  const changes = 1 + dice.roll(3);
  for (let done = 0; done < changes; done += 1) dice.pick(MEMBER_CHANGES)(copy, dice);
  const bytes = Buffer.from(JSON.stringify(copy));
  return dice.roll(4) === 0 ? dice.pick(BYTE_CHANGES)(bytes, dice) : bytes;
}

function get({ holder, step }: Place): unknown {
  return (holder as Record<string | number, unknown>)[step];
}

function put({ holder, step }: Place, value: unknown): void {
  (holder as Record<string | number, unknown>)[step] = value;
}

function remove({ holder, step }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(step), 1);
  else Reflect.deleteProperty(holder, step);
}

function retyped(value: unknown): unknown {
  if (typeof value === 'string') return Number.isNaN(Number(value)) ? [value] : Number(value);
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : [value];
}

function flipped(bytes: Buffer, dice: Dice, count: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let done = 0; done < count; done += 1) copy[dice.roll(copy.length)] = dice.roll(256);
  return copy;
}
