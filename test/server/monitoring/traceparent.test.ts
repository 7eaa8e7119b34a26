import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatTraceparent, parseTraceparent } from '../../../src/server/monitoring/tracing.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const VALID = `00-${TRACE}-${SPAN}-01`;

describe('a traceparent header', () => {
  test.each([
    ['sampled', VALID, 1],
    ['not sampled', `00-${TRACE}-${SPAN}-00`, 0],
    ['with flags that version 00 does not know', `00-${TRACE}-${SPAN}-fb`, 1],
    ['of a later version', `cc-${TRACE}-${SPAN}-01`, 1],
    ['of a later version with parts we do not know', `01-${TRACE}-${SPAN}-01-what-the-future-brings`, 1],
  ])('%s is read', (_title, header, traceFlags) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true });
  });

  test.each([
    ['absent', undefined],
    ['empty', ''],
    ['sent twice', [VALID, VALID]],
    ['sent twice, as Node joins it', `${VALID}, ${VALID}`],
    ['upper case', VALID.toUpperCase()],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a parent id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['version 00 with a fifth part', `${VALID}-extra`],
    ['a later version with text glued on', `01-${TRACE}-${SPAN}-01extra`],
    ['too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['too long a trace id', `00-${TRACE}0-${SPAN}-01`],
    ['not hex', `00-${TRACE.slice(1)}g-${SPAN}-01`],
    ['a space before it', ` ${VALID}`],
    ['a line break behind it', `${VALID}\n`],
    ['a line break in the part of a later version', `01-${TRACE}-${SPAN}-01-a\r\nx-evil: 1`],
    ['other digits', VALID.replaceAll('0', '٠')],
    ['a megabyte', `01-${TRACE}-${SPAN}-01-${'x'.repeat(1_000_000)}`],
    ['patient data', 'Patient/pat-1234'],
  ])('%s is not a trace', (_title, header) => {
    expect(parseTraceparent(header)).toBeNull();
  });

  test('what was read is written in 55 characters of version 00, and reads the same', () => {
    const hex = (length: number) =>
      fc
        .array(fc.constantFrom('0', '1', '7', '9', 'a', 'b', 'e', 'f'), { minLength: length, maxLength: length })
        .map((digits) => digits.join(''))
        .filter((text) => !/^0+$/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (traceId, spanId, flags) => {
        const header = `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
        const read = parseTraceparent(header)!;
        const written = formatTraceparent(read);
        expect(written).toHaveLength(55);
        expect(parseTraceparent(written)).toEqual(read);
      }),
    );
  });

  test('whatever is sent, what goes on is a traceparent or nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `01-${TRACE}-${SPAN}-01-${tail}`),
        ),
        (header) => {
          const read = parseTraceparent(header);
          if (read !== null) expect(formatTraceparent(read)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
        },
      ),
    );
  });
});
