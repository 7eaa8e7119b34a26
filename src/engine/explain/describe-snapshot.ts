import type { ConditionFact } from '../../domain/chart-facts.js';
import { type ClinicalSnapshot, SET_NAMES } from '../../domain/clinical-snapshot.js';
import type { BookName, UnreadResource, FactSet } from '../../domain/fact-set.js';
import type { CreatinineResult, MonitoringResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type { MedicationFact, MedicationLine, RelevantDrug } from '../../domain/medication.js';
import type { TimeInterval } from '../../domain/time.js';
import { formatDate, formatTime } from '../../rules/shared/calendar.js';
import { rounded } from '../../rules/shared/printed-amount.js';
import { bookSentence, DROP_WORDS, STATE_WORDS, TEST_WORDS } from './words.js';
import type { DroppedRecord, ExplainedFact, ExplainedSource } from './explanation.js';
import { PROBLEM_WORDS } from '../evaluate/render-answer.js';

/** How each source was obtained, and how complete each kind of fact is. */
export function explainSources(snapshot: ClinicalSnapshot): ExplainedSource[] {
  const bookOf = (name: BookName) => {
    const book = snapshot.books[name];
    return book === undefined ? '' : bookSentence(book);
  };
  const others: ExplainedSource[] =
    snapshot.books.otherKeys === undefined
      ? []
      : [{ source: 'other keys', obtained: OBTAINED_WORDS.prefetch, problems: [], book: bookOf('otherKeys') }];
  const sources = Object.entries(snapshot.provenance).map(([source, provenance]) => {
    const own = SET_NAMES.flatMap((set) => snapshot[set].problems).filter((problem) => problem.source === source);
    const problems = own.map(({ code, count }) => `${PROBLEM_WORDS[code]}${count === null ? '' : ` (${count})`}`);
    const book = bookOf(source as BookName);
    return { source, obtained: OBTAINED_WORDS[provenance], problems: [...new Set(problems)], book };
  });
  return [...sources, ...others];
}

const OBTAINED_WORDS = {
  prefetch: 'from the request (prefetch)',
  fetched: 'fetched from the FHIR server',
  'not-asked': 'not asked by this service',
  failed: 'not available',
} as const;

/** Kinds of facts that are not complete, with what may still be concluded. */
export function incompleteFacts(snapshot: ClinicalSnapshot): { kind: string; state: string }[] {
  return SET_NAMES.filter((kind) => snapshot[kind].state === 'truncated' || snapshot[kind].state === 'unavailable').map(
    (kind) => ({ kind, state: STATE_WORDS[snapshot[kind].state] }),
  );
}

/** Every fact that the rules may use, in the order of the rules' questions. */
export function explainFacts(snapshot: ClinicalSnapshot): ExplainedFact[] {
  const zone = snapshot.timeZone;
  const newestFirst = <T extends { readonly time: TimeInterval }>(set: FactSet<T>) =>
    [...set.items].sort((a, b) => b.time.from - a.time.from);
  return [
    ...snapshot.patient.items.map(({ sex, birthDate }) =>
      fact('patient', 'Patient', {
        reported: sex ?? 'sex not recorded',
        time: birthDate === null ? '' : `born ${formatDate(birthDate, zone)}`,
      }),
    ),
    ...newestFirst(snapshot.creatinine).map((result) =>
      labFact('creatinine', 'Creatinine', result, 'umol/L', creatinineNotes(result), zone),
    ),
    ...newestFirst(snapshot.tacrolimusLevels).map((result) =>
      labFact('tacrolimusLevels', 'Tacrolimus level', result, 'ng/mL', levelNotes(result), zone),
    ),
    ...snapshot.medications.items.map((item) =>
      lineFact('medications', drugWords(item.drug), item, reasonsOf(item), zone),
    ),
    ...snapshot.concomitants.items.map((item) => lineFact('concomitants', item.name, item, item.classes, zone)),
    ...snapshot.conditions.items.map((item) => conditionFact('conditions', 'Diagnosis', item)),
    ...snapshot.procedures.items.map((item) => conditionFact('procedures', 'Procedure', item)),
    ...snapshot.allergies.items.map((item) =>
      fact('allergies', 'Allergy', { reported: item.display, notes: item.drug, reference: item.reference ?? '' }),
    ),
    ...snapshot.thiopurineTests.items.map((item) =>
      fact('thiopurineTests', item.enzyme, {
        reported: item.display,
        notes: item.phenotype,
        time: item.time === null ? '' : formatTime(item.time, zone),
        reference: item.reference ?? '',
      }),
    ),
    ...snapshot.testOrders.items.map((item) => plain('testOrders', 'Pending test', item)),
    ...snapshot.carePlans.items.map((item) => plain('carePlans', 'Care plan', item)),
    ...newestFirst(snapshot.monitoringTests).map((result) =>
      labFact('monitoringTests', TEST_WORDS[result.test], result, result.test === 'height' ? 'cm' : 'mmol/L', [], zone),
    ),
    ...newestFirst(snapshot.screeningTests).map((item) =>
      fact('screeningTests', TEST_WORDS[item.test], {
        reported: item.display,
        time: formatTime(item.time, zone),
        notes: `${item.code.code}, ${item.outcome}`,
        reference: item.reference ?? '',
      }),
    ),
  ];
}

/** Records that were looked at and left out, with the reason. */
export function explainDropped(snapshot: ClinicalSnapshot): DroppedRecord[] {
  // A line that may be any drug is left out of two sets, and is one line.
  const unread = new Set(SET_NAMES.flatMap((set): readonly UnreadResource[] => snapshot[set].unread));
  return [...unread].map(({ source, reported, reason }) => ({
    source,
    reported,
    why: `${DROP_WORDS[reason]} (${reason})`,
  }));
}

function fact(kind: string, what: string, rest: Partial<Omit<ExplainedFact, 'kind' | 'what'>>): ExplainedFact {
  return { kind, what, reported: '', converted: '', time: '', notes: '', reference: '', ...rest };
}

function labFact(
  kind: string,
  what: string,
  { measurement, time, code, reference }: CreatinineResult | TacrolimusLevel | MonitoringResult,
  unit: string,
  notes: readonly string[],
  zone: string,
): ExplainedFact {
  return fact(kind, what, {
    reported: measurement.reported,
    converted: measurement.unit === unit ? '' : `${rounded(measurement.canonical)} ${unit}`,
    time: formatTime(time, zone),
    notes: [code.code, ...notes].filter((note) => note !== '').join(', '),
    reference: reference ?? '',
  });
}

function creatinineNotes({ status, use, scale }: CreatinineResult): string[] {
  return [
    ...(status === 'preliminary' ? ['preliminary: shown, never judged'] : []),
    ...(use === 'baseline-only' ? ['a baseline by its code'] : []),
    ...(scale === 'corrected' ? ['corrected scale'] : []),
  ];
}

function levelNotes({ status, timing }: TacrolimusLevel): string[] {
  return [
    ...(status === 'preliminary' ? ['preliminary: shown, never judged'] : []),
    ...(timing === 'trough' ? [] : ['timing not coded']),
  ];
}

function drugWords(drug: RelevantDrug): string {
  return drug.kind === 'tacrolimus' ? `tacrolimus (${drug.route})` : drug.name;
}

function reasonsOf({ statusReason, reasons }: MedicationFact): readonly string[] {
  return [
    ...(statusReason === null ? [] : [`because: ${statusReason}`]),
    ...reasons.map(({ display }) => `for: ${display}`),
  ];
}

/** One line of the medication list. */
function lineFact(
  kind: string,
  what: string,
  item: MedicationLine,
  more: readonly string[],
  zone: string,
): ExplainedFact {
  const times = [
    ['from', item.start],
    ['to', item.end],
    ['written', item.recordedOn],
  ] as const;
  const notes = [
    item.display,
    ...(item.supplyDays === null ? [] : [`supply ${item.supplyDays} d`]),
    ...(item.doNotPerform ? ['not to be given'] : []),
    ...more,
  ];
  return fact(kind, what, {
    reported: `${item.status} ${item.source}`,
    time: times.flatMap(([word, time]) => (time === null ? [] : [`${word} ${formatDate(time, zone)}`])).join(', '),
    notes: notes.join(', '),
    reference: item.reference ?? '',
  });
}

function conditionFact(kind: string, what: string, item: ConditionFact): ExplainedFact {
  const notes = item.classes.length === 0 ? 'concerns no rule' : item.classes.join(', ');
  return fact(kind, what, { reported: item.display, notes, reference: item.reference ?? '' });
}

function plain(kind: string, what: string, item: { display: string; reference: string | null }): ExplainedFact {
  return fact(kind, what, { reported: item.display, reference: item.reference ?? '' });
}
