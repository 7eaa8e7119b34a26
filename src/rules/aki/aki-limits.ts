import type { FactRow } from '../../domain/finding.js';
import type { AkiSubject } from './aki-facts.js';
import { riseLimit, stage3Limit, type AbsoluteLimit, type AbsoluteRise } from '../shared/aki-stage.js';
import type { AkiParams } from './params.js';

/** The limits that were passed, for the table of facts (docs/clinical/cards.md#parts): those the stage rests on. */
export function stageLimitRows({ index, assessment, params }: AkiSubject, stage: 1 | 2 | 3): FactRow[] {
  const { aki } = params;
  if (assessment.ratio === null) return assessment.rise === null ? [] : [riseRow(assessment.rise, aki)];
  const byRatio = { 1: aki.ratioStage1, 2: aki.ratioStage2, 3: aki.ratioStage3 };
  if (!assessment.absoluteStage3) return [row('limit-ratio', `from ${byRatio[stage]}`)];
  return [row('limit-ratio', `from ${aki.ratioStage1}`), row('limit-stage-3', absolute(stage3Limit(index, aki)))];
}

/** The limits of the drivers of a risk without a stage. */
export function riskLimitRows(aki: AkiParams, isNear: boolean, lateRise: AbsoluteRise | null): FactRow[] {
  return [
    ...(isNear ? [row('limit-ratio', `from ${aki.riskRatio} to below ${aki.ratioStage1}`)] : []),
    ...(lateRise === null ? [] : [riseRow(lateRise, aki)]),
  ];
}

function riseRow({ unit, withinWindow }: AbsoluteRise, params: AkiParams): FactRow {
  const window = withinWindow ? `${params.riseHours} h` : '7 d';
  return row('limit-rise', `${absolute(riseLimit(unit, params))} in ${window}`);
}

/** In words: some EHRs show Markdown as it stands, and an escaped ">" is hard to read there. */
function absolute({ value, unit, inclusive }: AbsoluteLimit): string {
  return `${inclusive ? 'from' : 'above'} ${value} ${unit}`;
}

function row(what: string, limit: string): FactRow {
  return { what, reported: limit, converted: '', time: '', code: '' };
}
