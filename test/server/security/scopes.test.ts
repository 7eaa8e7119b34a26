import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scopeAllows } from '../../../src/server/security/scopes.js';

const TYPE = 'Observation';

const rows: readonly (readonly [scope: string, answer: 'yes' | 'no' | 'unknown'])[] = [
  // SMART App Launch 1.0
  ['patient/Observation.read', 'yes'],
  ['patient/Observation.*', 'yes'],
  ['patient/Observation.write', 'no'],
  ['patient/*.read', 'yes'],
  ['user/*.read', 'yes'],
  ['user/*.*', 'yes'],
  ['user/*.write', 'no'],
  ['system/*.read', 'yes'],
  ['*.*', 'yes'],
  ['*.read', 'yes'],
  ['patient/Patient.read', 'no'],
  ['patient/Patient.read patient/Observation.read', 'yes'],
  ['patient/Patient.read user/MedicationRequest.read', 'no'],
  ['launch openid fhirUser patient/Patient.read', 'no'],
  ['launch openid fhirUser patient/*.read', 'yes'],
  // SMART App Launch 2.x
  ['patient/Observation.rs', 'yes'],
  ['patient/Observation.r', 'yes'],
  ['patient/Observation.s', 'yes'],
  ['patient/Observation.cruds', 'yes'],
  ['patient/Observation.cud', 'no'],
  ['patient/Observation.c', 'no'],
  ['patient/*.rs', 'yes'],
  ['user/*.cruds', 'yes'],
  ['patient/MedicationRequest.rs patient/Condition.rs', 'no'],
  ['patient/Observation.rs?category=laboratory', 'unknown'],
  ['patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory', 'unknown'],
  ['patient/Observation.rs?category=laboratory patient/Observation.rs', 'yes'],
  ['patient/Observation.c?category=laboratory', 'no'],
  ['patient/Patient.rs?_id=1', 'no'],
  // Mixed, empty, unreadable: never a strict no
  ['patient/Patient.read patient/Observation.rs', 'yes'],
  ['  patient/Observation.read\n\tlaunch ', 'yes'],
  ['', 'unknown'],
  ['   ', 'unknown'],
  ['launch', 'unknown'],
  ['openid fhirUser launch/patient online_access', 'unknown'],
  ['patient/Observation', 'unknown'],
  ['patient/observation.read', 'unknown'],
  ['patient/Observation.rx', 'unknown'],
  ['patient/Observation.', 'unknown'],
  ['patient/Patient.read,patient/Observation.read', 'unknown'],
  ['patient/Patient.read https://vendor.example/scopes/everything', 'unknown'],
  ['practitioner/Observation.read', 'unknown'],
  ['everything', 'unknown'],
];

describe('whether scopes cover Observation', () => {
  test.each(rows)('%j -> %s', (scope, answer) => {
    expect(scopeAllows(scope, TYPE)).toBe(answer);
  });

  test('a scope that covers the type is found among any others', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (before, after) => {
        expect(scopeAllows([...before, 'patient/Observation.rs', ...after].join(' '), TYPE)).toBe('yes');
      }),
    );
  });

  test('no text takes long or throws', () => {
    expect(scopeAllows('patient/' + 'A'.repeat(100_000), TYPE)).toBe('unknown');
    expect(scopeAllows('launch/'.repeat(50_000), TYPE)).toBe('unknown');
  });
});
