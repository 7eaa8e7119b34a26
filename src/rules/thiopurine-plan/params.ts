import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import type { KidneysToday } from '../shared/aki-today.js';
import { drugNames, noIndication, severity, whole } from '../shared/setting.js';

const INFLIXIMAB_ADALIMUMAB = ['infliximab', 'adalimumab'];
const JAK = ['tofacitinib', 'upadacitinib', 'filgotinib'];
const S1P = ['ozanimod', 'etrasimod'];
const IL23 = ['guselkumab', 'mirikizumab', 'risankizumab'];

const inDisease = (disease: string, standard: readonly string[]) =>
  drugNames(
    standard,
    `Maintenance that a card may name in ${disease}. In no order of preference.`,
    (v) => `in ${disease} a card may name ${v}`,
  );

/** Which drugs a card may name where no plan is on record (docs/clinical/thiopurine-plan.md#options). */
const options = z
  .strictObject({
    'crohn-disease': inDisease("Crohn's disease", [
      ...INFLIXIMAB_ADALIMUMAB,
      ...['certolizumab pegol', 'vedolizumab', 'ustekinumab', ...IL23, 'upadacitinib', 'methotrexate'],
    ]),
    'ulcerative-colitis': inDisease('ulcerative colitis', [
      ...INFLIXIMAB_ADALIMUMAB,
      ...['golimumab', 'vedolizumab', 'ustekinumab', ...IL23, ...JAK, ...S1P],
    ]),
    pouchitis: inDisease('pouchitis', [...INFLIXIMAB_ADALIMUMAB, 'vedolizumab', 'ustekinumab']),
    unclassified: inDisease('a disease that is not classified', [
      ...INFLIXIMAB_ADALIMUMAB,
      ...['vedolizumab', 'ustekinumab'],
    ]),
    notInPregnancy: drugNames(
      ['methotrexate', ...JAK, ...S1P],
      'Not named where a pregnancy is on record.',
      (v) => `with a pregnancy on record no card names ${v}`,
    ),
    notWithLymphoma: drugNames(
      [...INFLIXIMAB_ADALIMUMAB, 'certolizumab pegol', 'golimumab', ...JAK],
      'Not named where a lymphoma is on record.',
      (v) => `with a lymphoma on record no card names ${v}`,
    ),
    notWithTuberculosis: drugNames(
      [...INFLIXIMAB_ADALIMUMAB, 'certolizumab pegol', 'golimumab', ...JAK, 'methotrexate'],
      'Not named where the problem list calls a tuberculosis active.',
      (v) => `with active tuberculosis on record no card names ${v}`,
    ),
    notWithLowKidneys: drugNames(
      ['methotrexate'],
      'Not named beside an AKI warning stage of 2 or 3 today, or an eGFR below 30.',
      (v) => `with an AKI stage of 2 or 3, or an eGFR below 30, no card names ${v}`,
    ),
  })
  .prefault({})
  .describe('Maintenance that a card may name, by recorded disease; each drug has its value set.');

/** Bridge without a plan (docs/clinical/thiopurine-plan.md#numbers). */
export const thiopurinePlanParams = z
  .strictObject({
    warnFromDay: whole({
      from: 14,
      to: 180,
      standard: 60,
      unit: 'days',
      what: 'From this day of the course a missing plan is a warning instead of information.',
      effect: (v) => `a missing plan is late from day ${v} of the course on`,
    }),
    recentSupplyDays: whole({
      from: 30,
      to: 365,
      standard: 90,
      unit: 'days',
      what: 'A dispense or administration of a thiopurine or an alternative counts as current for this many days after its supply ends.',
      effect: (v) => `a dispensed thiopurine counts for ${v} days after its supply ends`,
    }),
    pendingTestDays: whole({
      from: 30,
      to: 180,
      standard: 90,
      unit: 'days',
      what: 'A TPMT or NUDT15 order that is still pending counts as a plan for this many days.',
      effect: (v) => `a pending TPMT or NUDT15 order counts as a plan for ${v} days`,
    }),
    stalePlanDays: whole({
      from: 30,
      to: 180,
      standard: 90,
      unit: 'days',
      what: 'A thiopurine on hold for longer than this is no plan any more, and an allergy outweighs a thiopurine order older than this.',
      effect: (v) => `a thiopurine on hold counts as a plan for ${v} days`,
    }),
    options,
    noIndication,
    severity: z
      .strictObject({
        early: severity('info', 'No plan, before `warnFromDay`.', 'a missing plan, early in the course,'),
        late: severity('warning', 'No plan, from `warnFromDay` on.', 'a missing plan, late in the course,'),
        maintenance: severity(
          'info',
          'A reason against thiopurines is recorded and no alternative.',
          'a missing plan where something speaks against thiopurines',
        ),
      })
      .prefault({})
      .describe('How serious each finding is: info, warning or critical.'),
  })
  .prefault({})
  .describe('Tacrolimus without a plan for maintenance by a thiopurine.');

export type ThiopurinePlanParams = z.infer<typeof thiopurinePlanParams>;

/** The prophylaxis line names AKI, whose criteria are those of another rule. */
export type ThiopurinePlanRuleParams = CommonParams &
  KidneysToday & { readonly 'thiopurine-plan': ThiopurinePlanParams };
