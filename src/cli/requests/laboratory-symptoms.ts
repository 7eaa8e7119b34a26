import type { UnreadReason } from '../../domain/fact-set.js';
import { hookResources } from '../../fhir/sources/hook-resources.js';
import { typeOf } from '../../fhir/elements/json.js';
import type { MapperContext } from '../../fhir/facts/mapper-context.js';
import { observationParts, type ObservationPart } from '../../fhir/elements/observation-parts.js';
import { labValue } from '../../fhir/elements/quantities.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { RawQuantity } from '../../terminology/recognise/terminology.js';
import { codeNames, unitName } from './harmless.js';
import type { Symptom } from './symptoms.js';

/** Codes and units of every Observation in the request that the service cannot use. */
export function laboratorySymptoms(request: HookRequest, context: MapperContext): Symptom[] {
  return hookResources(request)
    .filter(({ resource }) => typeOf(resource) === 'Observation')
    .flatMap(({ resource }) => observationParts(resource, context))
    .flatMap((part) => partSymptoms(part, context));
}

function partSymptoms(part: ObservationPart, { terminology }: MapperContext): Symptom[] {
  const { recognition, code, holder } = part;
  if (recognition.lab === 'unknown') {
    if (code.codings.length === 0) return [{ kind: 'no-code', detail: '' }];
    return codeNames(code).map((detail) => ({ kind: 'unknown-code', detail }));
  }
  if (recognition.lab !== 'creatinine' && recognition.lab !== 'tacrolimus') return [];
  const value = labValue(holder);
  if (value.kind === 'none') return [];
  if (value.kind === 'malformed') return [unusable(recognition.lab, 'malformed')];
  const reading = terminology.readMeasurement(recognition.lab, value.raw);
  return reading.ok ? [] : [unitSymptom(recognition.lab, reading.reason, value.raw)];
}

function unitSymptom(lab: 'creatinine' | 'tacrolimus', reason: UnreadReason, { unit, code }: RawQuantity): Symptom {
  const shown = unitName(unit ?? code ?? '');
  if (reason === 'no-unit') return { kind: 'no-unit', detail: lab };
  if (reason === 'unknown-unit') return { kind: 'unknown-unit', detail: `${lab}: ${shown}` };
  if (reason !== 'unit-conflict') return unusable(lab, reason);
  return { kind: 'unit-conflict', detail: `${lab}: ${shown} and ${unitName(code ?? '')}` };
}

function unusable(lab: string, reason: UnreadReason): Symptom {
  return { kind: 'result-not-usable', detail: `${lab}: ${reason}` };
}
