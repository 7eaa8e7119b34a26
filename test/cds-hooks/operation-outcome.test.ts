import { expect, it } from '@jest/globals';
import { CdsError, type CdsErrorCode } from '../../src/domain/cds-error.js';
import { operationOutcomeOf } from '../../src/cds-hooks/response/operation-outcome.js';

it.each<[CdsErrorCode, string]>([
  ['invalid-json', 'structure'],
  ['invalid-request', 'invalid'],
  ['forbidden', 'forbidden'],
  ['wrong-patient', 'business-rule'],
  ['fhir-server-not-allowed', 'forbidden'],
  ['unknown-service', 'not-found'],
  ['method-not-allowed', 'not-supported'],
  ['data-unavailable', 'incomplete'],
  ['too-large', 'too-long'],
  ['unsupported-media-type', 'not-supported'],
  ['overloaded', 'throttled'],
])('%s -> issue %s with its text', (code, issue) => {
  expect(operationOutcomeOf(new CdsError(code, 'Some text.'))).toEqual({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: issue, diagnostics: 'Some text.' }],
  });
});

it('the faulty field is named as expression', () => {
  const outcome = operationOutcomeOf(new CdsError('invalid-request', 'x', 'context.patientId'));
  expect(outcome.issue[0]?.expression).toEqual(['context.patientId']);
});

it('a refused login gives no reason', () => {
  const outcome = operationOutcomeOf(new CdsError('unauthorized', 'signature does not match'));
  expect(outcome.issue).toEqual([{ severity: 'error', code: 'login' }]);
});

it('a fault of ours says nothing about itself', () => {
  const outcome = operationOutcomeOf(new CdsError('internal', 'Observation of Jane Doe has no code'));
  expect(JSON.stringify(outcome)).not.toContain('Jane');
});
