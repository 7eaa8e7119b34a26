import { describe, expect, it } from '@jest/globals';
import { explainCode } from '../../src/content/value-sets/explain-code.js';
import { ownContent } from './content-in-memory.js';

const content = ownContent();
const explain = (system: string | null, code: string, text: string | null = null) =>
  explainCode(content, { system, code, text });

describe('why a code was or was not recognised', () => {
  it('a tacrolimus capsule: its sets, and that the service speaks', () => {
    const found = explain('RxNorm', '198377');
    expect(found.system).toBe('http://www.nlm.nih.gov/research/umls/rxnorm');
    expect(found.sets).toContain('tacrolimus-systemic');
    expect(found.notes).toContain('As an order: tacrolimus, recognised by its code; systemic, so the service speaks.');
  });

  it('creatinine of urine: known, and does not count', () => {
    const found = explain('http://loinc.org', '2161-8');
    expect(found.lab).toEqual({ lab: 'other' });
    expect(found.notes).toContain('As a result: known as another test, and does not count.');
  });

  it('a diagnosis below a listed ICD-10 category', () => {
    expect(explain('ICD-10-CM', 'K51.90')).toMatchObject({
      sets: ['condition-ulcerative-colitis'],
      conditions: ['ibd', 'ulcerative-colitis'],
      notes: ['The code is in condition-ulcerative-colitis.', 'As a diagnosis or procedure: ibd, ulcerative-colitis.'],
    });
  });

  it.each<[string, string | null, string, string | null, RegExp]>([
    ['no system', null, '42316', null, /without a system counts for nothing/],
    ['a local code', 'https://lab.example.org/codes', 'CREA', 'Creatinine, plasma', /in no value set/],
    ['words of a result', 'https://lab.example.org/codes', 'CREA', 'Creatinine, plasma', /recognised by code only/],
    ['an NDC of ten digits', 'NDC', '0469061773', null, /three ways/],
    ['no code, but words', null, '', 'Prograf 1 mg capsule', /recognised by its words only; systemic/],
    ['ointment', null, '', 'Protopic 0.1 % ointment', /topical, so it is not ours/],
    ['a local drug code without words', 'https://ehr.example.org/drugs', '77', null, /nobody can tell which drug/],
    ['LOINC without a system', null, '14682-9', null, /shape tells the system.*lab-creatinine-blood/],
    ['an interacting drug', 'ATC', 'J01FA09', null, /beside tacrolimus: cyp3a-inhibitor-strong/],
    ['an allergy', 'RxNorm', '1256', null, /As an allergy: azathioprine/],
  ])('%s', (_title, system, code, text, note) => {
    expect(explain(system, code, text).notes.join('\n')).toMatch(note);
  });
});
