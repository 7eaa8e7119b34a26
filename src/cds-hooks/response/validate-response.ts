import { z } from 'zod';
import type { CdsResponse } from '../../domain/card.js';
import { ACTION, CARD } from './card-schema.js';
import { isJsonObject } from '../../domain/json.js';

const RESPONSE = z.looseObject(
  {
    cards: z.array(CARD, 'is required and must be an array'),
    systemActions: z.array(ACTION, 'must be an array').min(1, 'must be absent when empty').optional(),
    extension: z.custom(isJsonObject, 'must be a JSON object').optional(),
  },
  'the response must be an object',
);

/**
 * Checks a response against everything CDS Hooks asks of one ("CDS Service Response"): members, limits, uuids, no null
 * and no empties. Two rules need the request and are not checked here: that an update or delete names a draft order,
 * and that a resource is of the FHIR version of the context.
 * @returns one message per fault, with its path and without any value; empty when the response may be sent
 */
export function findResponseFaults(response: CdsResponse): string[] {
  const checked = RESPONSE.safeParse(response);
  const faults = checked.success ? [] : checked.error.issues.map((issue) => `${pathOf(issue.path)} ${issue.message}`);
  return [...new Set([...faults, ...findJsonFaults(response, '', ['cards']), ...findRepeatedUuids(response)])];
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

/** Feedback names a card or a suggestion by its uuid alone, so no two may share one. */
function findRepeatedUuids(response: unknown): string[] {
  const seen = new Set<string>();
  return uuidsOf(response).flatMap(({ path, uuid }) => {
    if (seen.has(uuid)) return [`${path} must be unique in the response`];
    seen.add(uuid);
    return [];
  });
}

function uuidsOf(response: unknown): { path: string; uuid: string }[] {
  return itemsOf(response, 'cards').flatMap((card, index) => [
    ...uuidOf(card, `cards[${index}].uuid`),
    ...itemsOf(card, 'suggestions').flatMap((suggestion, at) =>
      uuidOf(suggestion, `cards[${index}].suggestions[${at}].uuid`),
    ),
  ]);
}

function itemsOf(holder: unknown, member: string): readonly unknown[] {
  const items: unknown = isJsonObject(holder) ? holder[member] : null;
  return Array.isArray(items) ? (items as readonly unknown[]) : [];
}

function uuidOf(holder: unknown, path: string): { path: string; uuid: string }[] {
  return isJsonObject(holder) && typeof holder.uuid === 'string' ? [{ path, uuid: holder.uuid.toLowerCase() }] : [];
}

/**
 * Finds what CDS Hooks forbids in any body: null, empty text, empty arrays and objects ("Use of JSON"; the 3.0 logical
 * model lists the two exceptions, `cards` and `services`), and values that JSON would turn into null.
 * @param mayBeEmpty paths whose array may be empty
 * @returns one message per fault, with its path and without its value
 */
export function findJsonFaults(value: unknown, path: string, mayBeEmpty: readonly string[] = []): string[] {
  if (value === null) return [`${path} must not be null`];
  if (value === '') return [`${path} must not be an empty string`];
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} must be a finite number`];
  return typeof value === 'object' ? findFaultsInside(value, path, mayBeEmpty) : [`${path} must be JSON`];
}

function findFaultsInside(value: object, path: string, mayBeEmpty: readonly string[]): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0 && !mayBeEmpty.includes(path)) return [`${path} must not be an empty array`];
    return value.flatMap((item: unknown, index) => findJsonFaults(item, `${path}[${index}]`, mayBeEmpty));
  }
  // A member that is `undefined` is left out by JSON.stringify, as the specification asks of members without a value.
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0 && path !== '') return [`${path} must not be an empty object`];
  return members.flatMap(([name, member]) =>
    findJsonFaults(member, path === '' ? name : `${path}.${name}`, mayBeEmpty),
  );
}
