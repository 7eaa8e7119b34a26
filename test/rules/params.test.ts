import { describe, expect, test } from '@jest/globals';
import { ruleParams } from '../../src/rules/index.js';

const asShipped = {};

describe('thresholds as shipped are those of docs/clinical', () => {
  const params = ruleParams.parse(asShipped);

  test.each([
    ['creatinine counts for 30 days', params.aki.maxAgeDays, 30],
    ['stage 1 from 1.5', params.aki.ratioStage1, 1.5],
    ['stage 2 from 2', params.aki.ratioStage2, 2],
    ['stage 3 from 3', params.aki.ratioStage3, 3],
    ['stage 3 above 354 umol/L', params.aki.stage3AboveMicromolPerL, 354],
    ['stage 3 from 4.0 mg/dL', params.aki.stage3FromMgPerDl, 4],
    ['rise within 48 h', params.aki.riseHours, 48],
    ['rise from 0.3 mg/dL', params.aki.riseFromMgPerDl, 0.3],
    ['risk from 1.25', params.aki.riskRatio, 1.25],
    ['low eGFR below 60', params.aki.lowEgfr, 60],
    ['trough above 15', params.trough.limit, 15],
    ['critical above 20', params.trough.critical, 20],
    ['a level counts for 14 days early', params.trough.currentEarlyDays, 14],
    ['early is 28 days', params.trough.earlyDays, 28],
    ['a level counts for 45 days later', params.trough.currentLaterDays, 45],
    ['thiopurine plan warns from day 60', params['thiopurine-plan'].warnFromDay, 60],
    ['duration 6 months', params.duration.limitMonths, 6],
    ['notice from 5 months', params.duration.noticeMonths, 5],
    ['a gap of more than 30 days', params.course.maxGapDays, 30],
    ['90 days where nothing is said', params.course.assumedSupplyDays, 90],
    ['the optional bands are off', params.trough.low.enabled || params.trough.aboveMaintenance.enabled, false],
  ])('%s', (_title, value, expected) => {
    expect(value).toBe(expected);
  });
});

describe('thresholds that are refused', () => {
  test.each([
    ['outside its range', { trough: { limit: 40 } }, 'trough.limit'],
    ['a critical limit below the limit', { trough: { limit: 18, critical: 16 } }, 'trough.critical'],
    ['a notice after the limit', { duration: { limitMonths: 4, noticeMonths: 5 } }, 'duration.noticeMonths'],
    ['a misspelt key', { aki: { ratioStage4: 4 } }, 'aki'],
    ['a time zone that does not exist', { timeZone: 'Europe/Londonn' }, 'timeZone'],
    ['a severity that does not exist', { aki: { severity: { stage1: 'severe' } } }, 'aki.severity.stage1'],
  ])('%s', (_title, changes, path) => {
    const result = ruleParams.safeParse({ ...asShipped, ...changes });
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
