import type { ConditionClass } from '../../../src/domain/chart-facts.js';
import type { CodedText } from '../../../src/domain/coding.js';
import type { DrugRecognition, RelevantDrug } from '../../../src/domain/medication.js';
import { statedCertainty } from '../../../src/terminology/recognise/condition-classes.js';
import type { LabRecognition, Terminology } from '../../../src/terminology/recognise/terminology.js';

const TACROLIMUS: RelevantDrug = { kind: 'tacrolimus', route: 'systemic', release: 'immediate' };
const OINTMENT: RelevantDrug = { kind: 'tacrolimus', route: 'topical', release: 'not-known' };
const AZATHIOPRINE: RelevantDrug = { kind: 'thiopurine', name: 'azathioprine' };
const MERCAPTOPURINE: RelevantDrug = { kind: 'thiopurine', name: 'mercaptopurine' };

const DRUGS: Readonly<Record<string, RelevantDrug>> = {
  '108513': TACROLIMUS,
  '198377': TACROLIMUS,
  '313189': OINTMENT,
  '1256': AZATHIOPRINE,
  '197931': MERCAPTOPURINE,
};

const LABS: Readonly<Record<string, LabRecognition>> = {
  '2160-0': { lab: 'creatinine', use: 'any', scale: 'uncorrected' },
  '14682-9': { lab: 'creatinine', use: 'any', scale: 'uncorrected' },
  '2161-8': { lab: 'excluded', reason: 'unknown-code' },
  '11253-2': { lab: 'tacrolimus', timing: 'not-coded' },
  '33929-1': { lab: 'tacrolimus', timing: 'trough' },
  '92727-7': { lab: 'excluded', reason: 'not-a-trough' },
  '718-7': { lab: 'other' },
  '2823-3': { lab: 'test', tests: ['potassium'] },
  '5195-3': { lab: 'test', tests: ['hbsag'] },
  '79713-4': { lab: 'thiopurine-test', enzyme: 'TPMT' },
};

const CONDITIONS: Readonly<Record<string, readonly ConditionClass[]>> = {
  'Z99.2': ['dialysis'],
  '265764009': ['dialysis'],
  '64766004': ['ibd'],
  '70536003': ['transplant', 'kidney-transplant'],
};

/** A handful of codes, enough to tell the mappers' work from the terminology's. The product's own is tested elsewhere. */
export const testTerminology: Terminology = {
  recogniseDrug({ concept }): DrugRecognition {
    const byCode = concept.codings.map(({ code }) => DRUGS[code]).find((drug) => drug !== undefined);
    if (byCode !== undefined) return { outcome: 'recognised', drug: byCode, basis: 'code' };
    const text = words(concept);
    if (text === '') return { outcome: 'unidentified' };
    if (/\b(tacrolimus|prograf)\b/i.test(text)) return { outcome: 'recognised', drug: TACROLIMUS, basis: 'text' };
    if (/\bmercaptopurine\b/i.test(text)) return { outcome: 'recognised', drug: MERCAPTOPURINE, basis: 'text' };
    if (/\bazathioprine\b/i.test(text)) return { outcome: 'recognised', drug: AZATHIOPRINE, basis: 'text' };
    return { outcome: 'other' };
  },
  classifyDrug: ({ concept }) => (/clarithromycin/i.test(words(concept)) ? ['cyp3a-inhibitor-strong'] : []),
  recogniseLab(code, specimen) {
    const found = code.codings.map((item) => LABS[item.code]).find((lab) => lab !== undefined) ?? { lab: 'unknown' };
    const plasma = specimen !== null && /plasma|serum/i.test(words(specimen));
    return found.lab === 'tacrolimus' && plasma ? { lab: 'excluded', reason: 'not-whole-blood' } : found;
  },
  readMeasurement(analyte, { value, unit, code, comparator }) {
    const used = code ?? unit;
    if (value === null) return { ok: false, reason: 'no-value' };
    if (used === null) return { ok: false, reason: 'no-unit' };
    const known = analyte === 'creatinine' ? ['mg/dL', 'umol/L'] : ['ng/mL', 'ug/L'];
    if (!known.includes(used)) return { ok: false, reason: 'unknown-unit' };
    const canonical = used === 'mg/dL' ? value * 88.4 : value;
    const reported = `${comparator ?? ''}${value} ${used}`;
    return { ok: true, measurement: { value, unit: used, comparator, canonical, reported } };
  },
  classifyCondition: ({ codings, text }) => {
    const byCode = codings.flatMap(({ code }) => CONDITIONS[code] ?? []);
    return byCode.length > 0 ? byCode : /ulcerative colitis/i.test(text ?? '') ? ['ibd'] : [];
  },
  readDiagnosis(code, stated) {
    const classes = this.classifyCondition(code);
    const named = words(code) !== '' || code.codings.some(({ system }) => (system ?? '').includes('icd'));
    const recognition = classes.length > 0 ? 'ours' : named ? 'other' : 'unknown';
    return { recognition, classes, ...statedCertainty(stated) };
  },
  recogniseThiopurineAllergy: (code) =>
    code.codings.some((item) => item.code === '293799001') || /azathioprine/i.test(words(code)) ? 'azathioprine' : null,
  recogniseMaintenanceAllergy: (code) => (/infliximab/i.test(words(code)) ? 'infliximab' : null),
  readOutcome: (value) =>
    /negative/i.test(words(value)) ? 'negative' : /positive/i.test(words(value)) ? 'positive' : 'not-readable',
  saysHaemolysed: (said) => /haemolysed/i.test(words(said)),
  readPhenotype: (value) =>
    /poor/i.test(words(value)) ? 'poor' : /normal|intermediate/i.test(words(value)) ? 'known' : 'not-readable',
  isThiopurineTest: (code) => code.codings.some((item) => item.code === '79713-4') || /\bTPMT\b/.test(words(code)),
};

function words({ text, codings }: CodedText): string {
  return [text, ...codings.map(({ display }) => display)].filter((part) => part !== null).join(' ');
}
