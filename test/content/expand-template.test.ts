import { describe, expect, it } from '@jest/globals';
import { expandTemplate } from '../../src/content/cards/card-templates.js';

const sets: Readonly<Record<string, readonly { system: string; code: string }[]>> = {
  a: [
    { system: 'http://loinc.org', code: '2160-0' },
    { system: 'https://lab.example.org', code: 'CREA|x' },
  ],
  b: [
    { system: 'http://loinc.org', code: '14682-9' },
    { system: 'http://loinc.org', code: '2160-0' },
  ],
  snomed: [{ system: 'http://snomed.info/sct', code: '1' }],
};
const expand = (template: string) => expandTemplate(template, (name) => sets[name] ?? null);

describe('codes in prefetch templates', () => {
  it.each([
    ['LOINC codes only', 'code={codes:a}&x', 'code=http://loinc.org|2160-0&x'],
    ['several sets, each code once', 'code={codes:a,b}', 'code=http://loinc.org|2160-0,http://loinc.org|14682-9'],
    [
      'the systems that are named',
      'code={codes:a from http://loinc.org https://lab.example.org}',
      'code=http://loinc.org|2160-0,https://lab.example.org|CREA%7Cx',
    ],
    ['the patient token stays', 'x={{context.patientId}}', 'x={{context.patientId}}'],
  ])('%s', (_title, template, expected) => {
    expect(expand(template)).toMatchObject({ template: expected });
  });

  it('what the sets hold of other systems is kept for the profiles that ask for it', () => {
    expect(expand('code={codes:a,b}')).toMatchObject({ otherCodes: { 'https://lab.example.org': ['CREA%7Cx'] } });
    expect(expand('code={codes:b}')).not.toHaveProperty('otherCodes');
  });

  it.each([
    ['code={codes:zz}', 'there is no value set "zz" in hooks/valuesets'],
    ['code={codes:snomed}', 'the value sets named in {codes:...} hold no codes of http://loinc.org'],
  ])('%s is refused', (template, fault) => {
    expect(expand(template)).toEqual({ faults: [fault] });
  });
});
