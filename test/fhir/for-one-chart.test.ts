import { expect, test } from '@jest/globals';
import type { CodedText } from '../../src/domain/coding.js';
import { forOneChart } from '../../src/fhir/facts/for-one-chart.js';
import { terminology } from '../terminology/shipped-terminology.js';

const coded = (code: string, more: Partial<CodedText> = {}): CodedText => ({
  codings: [{ system: 'http://loinc.org', code, display: null }],
  text: null,
  ...more,
});

/** What was asked of the terminology itself. */
function counted() {
  const asked: unknown[] = [];
  const recogniseLab: typeof terminology.recogniseLab = (...question) => {
    asked.push(question);
    return terminology.recogniseLab(...question);
  };
  return { asked, chart: forOneChart({ ...terminology, recogniseLab }) };
}

test('the same question is answered from memory', () => {
  const { asked, chart } = counted();
  const [first, second] = [chart.recogniseLab(coded('2160-0'), null), chart.recogniseLab(coded('2160-0'), null)];
  expect(second).toBe(first);
  expect(asked).toHaveLength(1);
});

test.each<[string, CodedText, CodedText | null]>([
  ['another text', coded('2160-0', { text: 'creatinine clearance' }), null],
  ['a text that was cut', { ...coded('2160-0'), isCut: true }, null],
  ['another coding beside it', coded('2160-0', { codings: [...coded('2160-0').codings, ...coded('1').codings] }), null],
  ['another system', { codings: [{ system: 'urn:x', code: '2160-0', display: null }], text: null }, null],
  ['a specimen', coded('2160-0'), { codings: [], text: 'Urine' }],
])('another question is asked, though it begins with the same code: %s', (_what, code, specimen) => {
  const { asked, chart } = counted();
  for (let turn = 1; turn <= 2; turn += 1) {
    expect(chart.recogniseLab(coded('2160-0'), null)).toEqual(terminology.recogniseLab(coded('2160-0'), null));
    expect(chart.recogniseLab(code, specimen)).toEqual(terminology.recogniseLab(code, specimen));
    expect(asked).toHaveLength(2);
  }
});

test('what is remembered is bounded, and what was forgotten is asked again', () => {
  const { asked, chart } = counted();
  for (let n = 0; n < 600; n += 1) chart.recogniseLab(coded(`x${n}`), null);
  chart.recogniseLab(coded('x0'), null);
  chart.recogniseLab(coded('x599'), null);
  expect(asked).toHaveLength(601);
});
