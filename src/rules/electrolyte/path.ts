import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { PathStep } from '../rule.js';
import { formatTime } from '../shared/calendar.js';
import { currentElectrolyte, type Electrolyte, latestOf } from '../shared/electrolytes.js';
import { dangersOf } from './electrolyte.js';
import type { ElectrolyteRuleParams } from './params.js';

/** The latest result of each test, and what is at a danger value (docs/clinical/electrolyte.md#limits). */
export function electrolytePath(snapshot: ClinicalSnapshot, params: ElectrolyteRuleParams): PathStep[] {
  const tests = (['potassium', 'magnesium', 'glucose'] as const).map((test) => ({
    looked: `latest ${test}`,
    saw: snapshot.monitoringTests.state === 'unavailable' ? 'not sent: not judged' : resultWords(snapshot, test),
  }));
  const dangers = dangersOf(snapshot, params).map(({ kind, severity }) => ({
    looked: `danger value (electrolyte.modes.${kind})`,
    saw: `${kind}: ${severity}, ${params.electrolyte.modes[kind]}`,
  }));
  return [...tests, ...(dangers.length > 0 ? dangers : [{ looked: 'danger value', saw: 'none' }])];
}

function resultWords(snapshot: ClinicalSnapshot, test: Electrolyte): string {
  const result = latestOf(snapshot, test);
  if (result === null) return 'none';
  const isCurrent = currentElectrolyte(snapshot, test) !== null;
  const said = `${result.measurement.reported}, ${formatTime(result.time, snapshot.timeZone)}`;
  return isCurrent ? said : `${said}: too old`;
}
