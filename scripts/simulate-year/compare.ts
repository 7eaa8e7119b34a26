import type { BurdenReport } from '../../src/records/report/burden-report.js';
import type { Tally } from './tally.js';

/** Where the report and the EHR's own count differ, in words; empty when every total agrees. */
export function differences(report: BurdenReport, tally: Tally): readonly string[] {
  const { totals, by, overrideReasons } = report;
  const said = new Map<string, number>([
    ['evaluations', totals.evaluations],
    ['tacrolimus orders', totals.tacrolimusOrders],
    ['shown', totals.shown],
    ['shown at orders', totals.shownOnOrders],
    ['accepted', totals.accepted],
    ['overridden', totals.overridden],
    ['unanswered', totals.unanswered],
    ['patients', totals.patients],
    ['clinician-days', totals.clinicianDays],
    ...(['rule', 'severity', 'hook', 'week'] as const).flatMap((dimension) =>
      by[dimension].map(({ key, shown }): [string, number] => [`${dimension} ${key}`, shown]),
    ),
    ...overrideReasons.map(({ rule, reason, overridden }): [string, number] => [
      `override ${rule} ${reason}`,
      overridden,
    ]),
  ]);
  const counted = new Map<string, number>([
    ['evaluations', tally.evaluations],
    ['tacrolimus orders', tally.orders],
    ['shown', tally.shown],
    ['shown at orders', tally.shownOnOrders],
    ['accepted', tally.accepted],
    ['overridden', tally.overridden],
    ['unanswered', tally.shown - tally.accepted - tally.overridden],
    ['patients', tally.patients.size],
    ['clinician-days', tally.clinicianDays.size],
    ...tally.shownBy,
    ...[...tally.overriddenBy].map(([key, count]): [string, number] => [`override ${key}`, count]),
  ]);
  return [...new Set([...said.keys(), ...counted.keys()])].flatMap((name) => {
    const [ours, theirs] = [said.get(name) ?? 0, counted.get(name) ?? 0];
    return ours === theirs ? [] : [`${name}: the report says ${ours}, the EHR counted ${theirs}`];
  });
}
