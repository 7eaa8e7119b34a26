import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { PathStep } from '../rule.js';
import { formatDate } from '../shared/calendar.js';
import { concomitantUses } from '../shared/concomitant-use.js';
import { indicationGate } from '../shared/indication.js';
import { courseStep, rescueGates } from '../shared/path-steps.js';
import { pneumocystisRisk } from '../shared/pneumocystis.js';
import type { StartRuleParams } from './params.js';
import { earlierRescue } from './rescue.js';
import { activeDiagnosis, areScreensKnown, type Reading, readScreens, untreatedCDifficile } from './screening.js';

/** Gates, the course, what was given before, and each infection test (docs/clinical/start.md#infection). */
export function startPath(snapshot: ClinicalSnapshot, params: StartRuleParams): PathStep[] {
  const { start } = params;
  const gate = indicationGate(snapshot);
  const isColitis = gate.kind === 'applies' && gate.facts.disease === 'ulcerative-colitis';
  const uses = concomitantUses(snapshot, params.course);
  const screens = readScreens(snapshot, start, isColitis);
  const rescue = earlierRescue(snapshot, params, uses);
  const treated = untreatedCDifficile(snapshot, uses, screens.cDifficile);
  const pneumocystis = pneumocystisRisk(snapshot, params);
  const step = (looked: string, reading: Reading): PathStep => ({ looked, saw: readingWords(reading, snapshot) });
  return [
    ...rescueGates(snapshot, params),
    courseStep(snapshot, params, 'systemic'),
    {
      looked: `earlier rescue (start.antiTnfWeeks ${start.antiTnfWeeks}, start.jakWeeks ${start.jakWeeks}, start.ciclosporinWeeks ${start.ciclosporinWeeks})`,
      saw: rescue.length === 0 ? 'none' : rescue.map(({ drug, date }) => `${drug} ${date || 'goes on'}`).join(', '),
    },
    { looked: 'infection tests', saw: areScreensKnown(snapshot) ? 'all read' : 'not all sent: none is called missing' },
    step(`C. difficile test of ${start.cDifficileDays} days (start.cDifficileDays)`, screens.cDifficile),
    step(`HBsAg of ${start.hepatitisBMonths} months (start.hepatitisBMonths)`, screens.hbsag),
    step('total anti-HBc of the same time', screens.antiHbc),
    step('HBV DNA of the same time', screens.hbvDna),
    ...screens.others.map((reading) => step(`${reading.test}, listed only`, reading)),
    { looked: 'C. difficile infection, active and untreated', saw: treated?.display ?? 'none' },
    { looked: 'active tuberculosis', saw: activeDiagnosis(snapshot, 'tuberculosis')?.display ?? 'none' },
    {
      looked: 'steroid and a third immunosuppressant, without Pneumocystis prophylaxis',
      saw: pneumocystis === null ? 'no' : `yes, with ${pneumocystis.third}`,
    },
  ];
}

function readingWords({ outcome, result }: Reading, { timeZone }: ClinicalSnapshot): string {
  if (result === null) return 'no coded result';
  return `${outcome}: ${result.display}, ${formatDate(result.time, timeZone)}`;
}
