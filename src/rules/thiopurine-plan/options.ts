import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import type { Disease } from '../shared/finding-facts.js';
import { listed } from '../shared/results.js';
import { openQuestions } from '../silence.js';
import type { LowKidneys, NoDraft, OptionFacts } from './facts.js';
import { lowKidneys } from './low-kidneys.js';
import type { ThiopurinePlanRuleParams } from './params.js';
import { isBeingOrdered } from '../shared/supply.js';
import { setAsideOf } from './set-aside.js';
import { isCurrentOrPlanned } from './thiopurine-evidence.js';

/**
 * The maintenance that a card may name: that of the recorded disease, without what the same chart speaks against
 * (docs/clinical/thiopurine-plan.md#options).
 */
export function optionFacts(
  snapshot: ClinicalSnapshot,
  params: ThiopurinePlanRuleParams,
  disease: Disease,
): OptionFacts {
  const { options } = params['thiopurine-plan'];
  const pregnancy = pregnancyOnRecord(snapshot);
  const lymphoma = find(diagnosesOnRecord(snapshot), 'lymphoma')?.display ?? null;
  const tuberculosis = activeTuberculosis(snapshot);
  const kidneys = lowKidneys(snapshot, params);
  const setAside = setAsideOf(snapshot, options[disease]);
  const notHere = new Set([
    ...setAside.map(({ drug }) => drug),
    ...(pregnancy === null ? [] : options.notInPregnancy),
    ...(lymphoma === null ? [] : options.notWithLymphoma),
    ...(tuberculosis === null ? [] : options.notWithTuberculosis),
    ...(kidneys === null ? [] : options.notWithLowKidneys),
  ]);
  return {
    options: options[disease].filter((drug) => !notHere.has(drug)),
    setAside,
    pregnancy: pregnancy ?? '',
    pregnant: pregnancy !== null,
    lymphoma: lymphoma ?? '',
    hasLymphoma: lymphoma !== null,
    tuberculosis: tuberculosis ?? '',
    hasTuberculosis: tuberculosis !== null,
    kidneys,
    hasLowKidneys: kidneys !== null,
    methotrexateLeftOut: kidneys !== null && options[disease].some((drug) => options.notWithLowKidneys.includes(drug)),
    inColitis: disease === 'ulcerative-colitis',
    inPouchitis: disease === 'pouchitis',
  };
}

function pregnancyOnRecord({ conditions }: ClinicalSnapshot): string | null {
  return (
    find(
      conditions.items.filter(({ clinicalStatus }) => clinicalStatus !== 'over'),
      'pregnancy',
    )?.display ?? null
  );
}

/** As on the card before the first dose: what the problem list calls active, latent tuberculosis aside (docs/clinical/start.md#infection). */
function activeTuberculosis({ conditions }: ClinicalSnapshot): string | null {
  return (
    find(
      conditions.items.filter(
        ({ clinicalStatus, classes }) => clinicalStatus === 'ongoing' && !classes.includes('latent-tuberculosis'),
      ),
      'tuberculosis',
    )?.display ?? null
  );
}

/** Why azathioprine is not one click away (docs/clinical/thiopurine-plan.md#no-draft); empty where it may be offered. */
export function reasonsForNoDraft(
  snapshot: ClinicalSnapshot,
  params: ThiopurinePlanRuleParams,
  { kidneys }: Pick<OptionFacts, 'kidneys'>,
): NoDraft[] {
  const { allergies, conditions, thiopurineTests, timeZone } = snapshot;
  const isUnread = (set: { state: string }) => set.state === 'unavailable' || set.state === 'truncated';
  const reason = (kind: NoDraft['kind'], texts: readonly string[]): NoDraft[] =>
    [...new Set(texts)].sort().map((text) => ({ kind, text }));
  const lymphoma = find(diagnosesOnRecord(snapshot), 'lymphoma');
  return [
    ...reason('xanthine-oxidase-inhibitor', xanthineOxidaseInhibitors(snapshot, params)),
    ...reason('lymphoma', lymphoma === null ? [] : [lymphoma.display]),
    ...reason('kidneys', injuryOfToday(kidneys)),
    ...reason(
      'intermediate-metaboliser',
      thiopurineTests.items
        .filter(({ phenotype }) => phenotype === 'intermediate')
        .map(({ enzyme, display }) => `${enzyme}: ${display}`),
    ),
    ...reason('test-not-readable', [
      ...thiopurineTests.items
        .filter(({ phenotype }) => phenotype === 'not-readable')
        .map(({ enzyme, display }) => `${enzyme}: ${display}`),
      ...listed(unreadTests(snapshot), timeZone).map(({ reported, date }) => `${reported} ${date}`.trim()),
    ]),
    // Never offer a drug where what speaks against it may stand in what could not be read.
    ...(isUnread(allergies) ? reason('allergies-unknown', ['']) : []),
    ...(isUnread(conditions) ? reason('conditions-incomplete', ['']) : []),
    ...(openQuestions(snapshot, [{ set: 'concomitants' }]).length > 0 ? reason('medications-incomplete', ['']) : []),
  ];
}

/** A kidney injury is no time to begin a drug whose dose rests on the kidneys; a low eGFR for long asks for a low dose. */
function injuryOfToday(kidneys: LowKidneys | null): string[] {
  const stage = kidneys?.stage ?? null;
  return stage === null ? [] : [`AKI ${stage}`];
}

/** Allopurinol or febuxostat that is taken, ordered or planned, in the history or in this session. */
function xanthineOxidaseInhibitors(snapshot: ClinicalSnapshot, params: ThiopurinePlanRuleParams): string[] {
  const inhibits = ({ classes }: { readonly classes: readonly string[] }) =>
    classes.includes('xanthine-oxidase-inhibitor');
  return [
    ...snapshot.draftConcomitants.filter((order) => inhibits(order) && isBeingOrdered(order)),
    ...snapshot.concomitants.items.filter((line) => inhibits(line) && isCurrentOrPlanned(line, snapshot, params)),
  ].map(({ display }) => display);
}

/** A result that came and could not be read. One that is only in the laboratory says nothing beside one that is known. */
function unreadTests({ thiopurineTests }: ClinicalSnapshot) {
  const isKnown = thiopurineTests.items.some(({ phenotype }) => phenotype !== 'not-readable');
  return thiopurineTests.unread
    .filter(({ mayBe, reason }) => mayBe === 'thiopurine-test' && reason !== 'other-patient')
    .filter(({ reason }) => !isKnown || (reason !== 'status-registered' && reason !== 'status-preliminary'));
}
