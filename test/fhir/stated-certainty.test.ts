import { describe, expect, test } from '@jest/globals';
import { diagnosisFact } from '../../src/fhir/facts/conditions.js';
import { statedCertainties } from '../../src/fhir/elements/condition-status.js';
import { codedText } from '../../src/fhir/elements/coded-text.js';
import { terminology } from '../terminology/shipped-terminology.js';

const ICD10GM = 'http://fhir.de/CodeSystem/bfarm/icd-10-gm';
const URL = 'http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit';
const KBV = 'https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT';
type Json = Readonly<Record<string, unknown>>;

/** `certain transplant ... (ongoing)`: how sure the record is, and what is left for the gates. */
function read(condition: Json, clinicalStatus: 'ongoing' | 'over' | 'not-stated' = 'ongoing'): string {
  const reading = terminology.readDiagnosis(codedText(condition.code), statedCertainties(condition));
  const fact = diagnosisFact(reading, { clinicalStatus, lastDone: null });
  return `${reading.certainty}: ${fact.classes.join(' ')} (${fact.clinicalStatus})`;
}
const icd = (code: string, extension?: Json): Json => ({ coding: [{ system: ICD10GM, code, ...(extension ?? {}) }] });
const certainty = (value: string): Json => ({
  extension: [{ url: URL, valueCoding: { system: KBV, code: value } }],
});

describe('what a diagnosis may silence', () => {
  test.each<[string, Json, string]>([
    ['G on the code', { code: icd('Z94.0', certainty('G')) }, 'certain: transplant kidney-transplant (ongoing)'],
    ['A on the code', { code: icd('Z94.0', certainty('A')) }, 'excluded:  (ongoing)'],
    ['V on the code', { code: icd('Z94.0', certainty('V')) }, 'uncertain:  (ongoing)'],
    ['A on the concept', { code: { ...icd('Z99.2'), ...certainty('A') } }, 'excluded:  (ongoing)'],
    ['A on the record', { code: icd('Z99.2'), ...certainty('A') }, 'excluded:  (ongoing)'],
    ['A as valueCode', { code: icd('Z99.2', { extension: [{ url: URL, valueCode: 'A' }] }) }, 'excluded:  (ongoing)'],
    [
      'another extension',
      { code: icd('Z99.2', { extension: [{ url: 'http://x/seitenlokalisation', valueCode: 'A' }] }) },
      'certain: dialysis (ongoing)',
    ],
    ['Z: it was, and may be over', { code: icd('Z99.2', certainty('Z')) }, 'certain: dialysis (not-stated)'],
    [
      'provisional',
      { code: icd('Z94.0'), verificationStatus: { coding: [{ code: 'provisional' }] } },
      'uncertain:  (ongoing)',
    ],
    ['differential, before R4', { code: icd('Z94.0'), verificationStatus: 'differential' }, 'uncertain:  (ongoing)'],
    [
      'a suspected colitis is an indication',
      { code: icd('K51.9', certainty('V')) },
      'uncertain: ibd ulcerative-colitis (ongoing)',
    ],
    ['an excluded colitis is none', { code: icd('K51.9', certainty('A')) }, 'excluded:  (ongoing)'],
    ['a suspected lymphoma stays a reason', { code: { text: 'V.a. Lymphom' } }, 'uncertain: lymphoma (ongoing)'],
    ['Mutter: Dialyse', { code: { text: 'Mutter: Dialyse' } }, 'excluded:  (ongoing)'],
  ])('%s', (_, condition, said) => {
    expect(read(condition)).toBe(said);
  });

  test('a thousand extensions are no burden', () => {
    const extension = Array.from({ length: 1_000 }, () => ({ url: '/'.repeat(10_000), valueCode: 'A' }));
    expect(read({ code: icd('Z99.2', { extension }) })).toBe('certain: dialysis (ongoing)');
  });
});
