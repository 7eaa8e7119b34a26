import type { HookName } from '../../domain/service-definition.js';

/**
 * Context fields that the hook definitions mark "Prefetch Token: Yes". The user tokens of 2.0 and the FHIRPath of 3.0
 * are left out: 1.0 clients leave them in the query as they stand, and a lenient server answers with an empty Bundle. An EHR
 * that resolves FHIRPath is asked for the Medications besides (`search.tokens` of its profile).
 */
const TOKENS: Readonly<Record<HookName, readonly string[]>> = {
  'order-select': ['context.patientId', 'context.userId', 'context.encounterId'],
  'order-sign': ['context.patientId', 'context.userId', 'context.encounterId'],
  'medication-prescribe': ['context.patientId', 'context.userId', 'context.encounterId'],
  'patient-view': ['context.patientId', 'context.userId', 'context.encounterId'],
};

const PATIENT_TOKEN = '{{context.patientId}}';
const RESULT_PARAMETERS = new Set(['_count', '_sort']);
const DATE_PARAMETERS = new Set([
  'date',
  'authoredon',
  'authored',
  'effective-time',
  'whenhandedover',
  'whenprepared',
  'onset-date',
  'recorded-date',
  'effective',
  'issued',
  'period',
  '_lastUpdated',
]);

/**
 * Checks a prefetch template against the part of CDS Hooks "Prefetch query restrictions" that Epic, Oracle Health and
 * the Sandbox all carry out, and against minimum-necessary: every search names the patient, Observation names codes.
 * @returns one message per fault, without the template's text; empty when it is sound
 */
export function findPrefetchTemplateFaults(template: string, hook: HookName): string[] {
  const outer = [...findTokenFaults(template, hook), ...findRequestFaults(template)];
  if (outer.length > 0) return outer;
  const [path, query] = splitOnce(template, '?');
  return query === undefined ? findReadFaults(path) : findSearchFaults(path, query);
}

function findTokenFaults(template: string, hook: HookName): string[] {
  const allowed = TOKENS[hook];
  const tokens = Array.from(template.matchAll(/\{\{([^{}]*)\}\}/g), (match) => match[1] ?? '');
  const rest = template.replace(/\{\{[^{}]*\}\}/g, '');
  return [
    ...tokens
      .filter((token) => !allowed.includes(token))
      .map(() => `a token must be one of ${allowed.map((name) => `{{${name}}}`).join(', ')}, without blanks`),
    ...when(/[{}]/.test(rest), 'a token must be written {{...}}, both braces closed'),
  ];
}

function findRequestFaults(template: string): string[] {
  return [
    ...when(template.trim() === '', 'must not be empty'),
    ...when(/\s/.test(template), 'must not contain blanks or line breaks'),
    ...when(
      /^[A-Za-z][A-Za-z0-9+.-]*:/.test(template) || /^[/\\]/.test(template),
      'must be relative to the FHIR base: no scheme, no leading slash',
    ),
    ...when(/[\\#]/.test(template) || template.includes('..'), 'must not contain a backslash, "#" or ".."'),
    ...when(template.includes('+'), 'must write a plus sign as %2B: some clients turn "+" into a blank'),
  ];
}

function findReadFaults(path: string): string[] {
  const [type = '', id, ...more] = path.split('/');
  const isRead =
    isResourceType(type) && more.length === 0 && id !== undefined && /^(\{\{.*\}\}|[\w.-]{1,64})$/.test(id);
  return [
    ...when(!isRead, 'must be an instance read (Type/id) or a type-level search (Type?name=value)'),
    ...when(type === 'Patient' && id !== PATIENT_TOKEN, `must read the patient in context: Patient/${PATIENT_TOKEN}`),
  ];
}

interface SearchParameter {
  readonly name: string;
  readonly value: string;
}

function findSearchFaults(type: string, query: string): string[] {
  const parameters = query.split('&').map((part): SearchParameter => {
    const [name, value = ''] = splitOnce(part, '=');
    return { name, value };
  });
  const names = parameters.map(({ name }) => name);
  return [
    ...when(!isResourceType(type), 'must search one resource type: Type?name=value'),
    ...parameters.flatMap(findParameterFaults),
    ...repeated(names).map((name) => `${name}: must be given once; some clients merge repeats into an OR`),
    ...when(names.filter((name) => DATE_PARAMETERS.has(name)).length > 1, 'must have at most one date bound'),
    ...when(!parameters.some((each) => limitsToPatient(type, each)), `must be limited to ${PATIENT_TOKEN}`),
    ...(type === 'Observation' ? findObservationFaults(names) : []),
  ];
}

function findParameterFaults({ name, value }: SearchParameter): string[] {
  if (name.startsWith('_') && !RESULT_PARAMETERS.has(name) && name !== '_id' && name !== '_lastUpdated') {
    return ['must not use _include, _revinclude, _has or other underscore parameters; only _id, _count, _sort'];
  }
  if (name.includes(':')) return [`${plainName(name)}: modifiers are not carried out by every client`];
  if (name.includes('.')) return [`${plainName(name)}: chained parameters are not carried out by every client`];
  if (!/^[A-Za-z_][A-Za-z_-]*$/.test(name)) return ['every search parameter needs a plain name'];
  if (value === '') return [`${name}: must have a value`];
  if (name === '_count' && !/^[1-9]\d{0,3}$/.test(value)) return ['_count: must be a number from 1 to 9999'];
  if (DATE_PARAMETERS.has(name) && !/^(eq|lt|gt|ge|le)?\d{4}[^,]*$/.test(value)) {
    return [`${name}: must be one date, with no prefix but eq, lt, gt, ge or le`];
  }
  return [];
}

/** Whole laboratory categories are more than is necessary, and Epic cuts them off. */
function findObservationFaults(names: readonly string[]): string[] {
  return [
    ...when(!names.includes('code'), 'an Observation search must list codes'),
    ...when(names.includes('category'), 'an Observation search must list codes, not a category'),
  ];
}

function limitsToPatient(type: string, { name, value }: SearchParameter): boolean {
  if (type === 'Patient') return name === '_id' && value === PATIENT_TOKEN;
  return (
    (name === 'patient' || name === 'subject') && (value === PATIENT_TOKEN || value === `Patient/${PATIENT_TOKEN}`)
  );
}

function isResourceType(text: string): boolean {
  return /^[A-Z][A-Za-z]+$/.test(text);
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** The name in front of a modifier or a chain. */
function plainName(name: string): string {
  return name.split(/[:.]/)[0] ?? '';
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function when(fault: boolean, message: string): string[] {
  return fault ? [message] : [];
}
