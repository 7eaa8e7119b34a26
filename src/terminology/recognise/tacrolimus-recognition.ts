import type { CodedText } from '../../domain/coding.js';
import type {
  DrugRecognition,
  MedicationDescription,
  TacrolimusDrug,
  TacrolimusRoute,
} from '../../domain/medication.js';
import { readText, type ReadText, textsOf } from '../text/terms.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';

const MAX_DOSAGE_TEXTS = 20;
const SYSTEMIC_PRODUCTS = [
  VALUE_SET.tacrolimusSystemic,
  VALUE_SET.tacrolimusIntravenous,
  VALUE_SET.tacrolimusExtendedRelease,
  VALUE_SET.tacrolimusImmediateRelease,
];
const TOPICAL = [VALUE_SET.routeTopical, VALUE_SET.formTopical];
const TOPICAL_SHORT = [VALUE_SET.formTopicalShort];
/** The strength of an ointment: `0.03 %`, `0,1 per cent`, `1 mg/g`. Capsules, granules and infusions are not made in these. */
const OINTMENT_STRENGTH = /\d ?(?:%|per ?cent|prozent|(?:mg|mcg|ug|\u03bcg) ?\/ ?(?:1 ?)?g(?![a-z]))/;
const RECTAL = [VALUE_SET.routeRectal, VALUE_SET.formRectal];
/** What an oral dose is counted in: 2 mg, 0.1 mg/kg. Grams and millilitres may be ointment or drops. */
const ORAL_MASS = /^(mg|milligrams?)(\/(kg|d|day))*$/i;

/** A description with its texts read once. */
interface Reading {
  readonly description: MedicationDescription;
  readonly names: readonly ReadText[];
  readonly formAndRoutes: readonly CodedText[];
  readonly formAndRouteTexts: readonly ReadText[];
  readonly dosage: readonly ReadText[];
}

/**
 * Decides whether a medication is tacrolimus and how it is given (docs/clinical/when-it-speaks.md#recognition).
 * `by: 'code'` asks the codes of the medication only, `by: 'text'` its names only; null when that does not show tacrolimus.
 */
export function recogniseTacrolimus(
  index: ValueSetIndex,
  description: MedicationDescription,
  by: 'code' | 'text',
  namesOf: () => readonly ReadText[] = () => textsOf(description.concept),
): DrugRecognition | null {
  const isIn = (ids: readonly string[]): boolean =>
    by === 'code' ? index.holdsCode(ids, description.concept) : index.holdsText(ids, namesOf());
  // The release sets hold words such as "extended release", so as text only the systemic set names a product.
  const product = isIn(by === 'code' ? SYSTEMIC_PRODUCTS : [VALUE_SET.tacrolimusSystemic]);
  const topicalProduct = isIn([VALUE_SET.tacrolimusTopical]);
  if (!product && !topicalProduct && !isIn([VALUE_SET.tacrolimusIngredient])) return null;
  const reading = read(description, namesOf());
  const route = routeOf(index, reading, product && by === 'code');
  return {
    outcome: 'recognised',
    drug: {
      kind: 'tacrolimus',
      route,
      release: releaseOf(index, reading),
      ...(route === 'systemic' && isInfused(index, reading) ? { infused: true } : {}),
    },
    basis: by === 'text' ? 'text' : product || topicalProduct ? 'code' : 'ingredient-code',
  };
}

function read(description: MedicationDescription, names: readonly ReadText[]): Reading {
  const formAndRoutes = [...(description.form === null ? [] : [description.form]), ...description.routes];
  return {
    description,
    names,
    formAndRoutes,
    formAndRouteTexts: textsOf(...formAndRoutes),
    dosage: description.dosageTexts.slice(0, MAX_DOSAGE_TEXTS).map(readText),
  };
}

/** The order of docs/clinical/when-it-speaks.md#recognition; each line stands above those that it outweighs. */
function routeOf(index: ValueSetIndex, reading: Reading, systemicCode: boolean): TacrolimusRoute {
  if (isTopicalProduct(index, reading)) return 'topical';
  const rectal = isRectal(index, reading);
  // A rectal ointment is absorbed (Lawrance, CGH 2017;15:1248), so "ointment" alone does not make it topical.
  if (saysTopical(index, reading) && !isAlsoGivenSystemically(index, reading)) return rectal ? 'rectal' : 'topical';
  if (systemicCode || isGivenSystemically(index, reading)) return 'systemic';
  if (rectal) return 'rectal';
  if (isNamedLikeAnOintment(index, reading) && !hasSystemicForm(index, reading)) return 'topical';
  if (isOralByNameFormOrDose(index, reading)) return 'systemic';
  return index.holdsText([VALUE_SET.dosageTextTopical], reading.dosage) ? 'topical' : 'not-recorded';
}

function isTopicalProduct(index: ValueSetIndex, { description, names }: Reading): boolean {
  const ids = [VALUE_SET.tacrolimusTopical];
  return index.holdsCode(ids, description.concept) || index.holdsText(ids, names);
}

function saysTopical(index: ValueSetIndex, { names, formAndRoutes, formAndRouteTexts }: Reading): boolean {
  return (
    formAndRoutes.some((concept) => index.holdsCode(TOPICAL, concept)) ||
    index.holdsText([...TOPICAL, ...TOPICAL_SHORT], formAndRouteTexts) ||
    index.holdsText(TOPICAL, names)
  );
}

/** By the short forms of a pharmacy (`TOP OINT`, `SAL`, `CRE`, tube) or by its strength: weaker than a route or form in words. */
function isNamedLikeAnOintment(index: ValueSetIndex, { names }: Reading): boolean {
  return index.holdsText(TOPICAL_SHORT, names) || names.some(({ folded }) => OINTMENT_STRENGTH.test(folded));
}

/** `TACROLIMUS CAP 1MG (TOP TIER)` is a capsule. */
function hasSystemicForm(index: ValueSetIndex, { names, formAndRoutes, formAndRouteTexts }: Reading): boolean {
  const form = [VALUE_SET.formSystemic];
  return (
    index.holdsText([VALUE_SET.tacrolimusSystemic, ...form], names) ||
    formAndRoutes.some((concept) => index.holdsCode(form, concept)) ||
    index.holdsText(form, formAndRouteTexts)
  );
}

function isRectal(index: ValueSetIndex, { names, formAndRoutes, formAndRouteTexts, dosage }: Reading): boolean {
  return (
    formAndRoutes.some((concept) => index.holdsCode(RECTAL, concept)) ||
    [names, formAndRouteTexts, dosage].some((texts) => index.holdsText(RECTAL, texts))
  );
}

/** By an explicit route, or a name such as "tacrolimus oral". */
function isGivenSystemically(index: ValueSetIndex, { description, names }: Reading): boolean {
  const ids = [VALUE_SET.routeSystemic];
  return (
    description.routes.some((route) => index.holdsCode(ids, route)) ||
    index.holdsText(ids, textsOf(...description.routes)) ||
    index.holdsText(ids, names)
  );
}

/**
 * Two routes in one order, one of them topical by nothing but its route: what is swallowed counts, whatever else is done with it. A
 * drug that is an ointment by its form or name is one.
 */
function isAlsoGivenSystemically(index: ValueSetIndex, reading: Reading): boolean {
  const { description, names } = reading;
  if (description.routes.length < 2) return false;
  const unrouted = { ...reading, formAndRoutes: description.form === null ? [] : [description.form] };
  const isOintment = saysTopical(index, { ...unrouted, formAndRouteTexts: textsOf(...unrouted.formAndRoutes) });
  return !isOintment && isGivenSystemically(index, { ...reading, names: names.slice(0, 0) });
}

function isOralByNameFormOrDose(index: ValueSetIndex, reading: Reading): boolean {
  const { description, dosage } = reading;
  const form = [VALUE_SET.formSystemic];
  return (
    hasSystemicForm(index, reading) ||
    index.holdsText([VALUE_SET.routeSystemic, ...form], dosage) ||
    description.doseUnits.some((unit) => ORAL_MASS.test(unit.trim()) || index.holdsText(form, [readText(unit)]))
  );
}

const INJECTED = /\b(?:iv|i v|intraven\w*|inject\w*|infus\w*|injektion\w*|injection|perfusion)\b/;

/** Whether words of a name, form or route say that a drug goes into a vein. */
export function saysInjected(texts: readonly ReadText[]): boolean {
  return texts.some(({ folded }) => INJECTED.test(folded));
}

/** By its code, or by the words of its name, form or route. */
function isInfused(index: ValueSetIndex, { description, names, formAndRouteTexts }: Reading): boolean {
  return (
    index.holdsCode([VALUE_SET.tacrolimusIntravenous], description.concept) ||
    description.routes.some(({ codings }) => codings.some(({ code }) => INTRAVENOUS.has(code))) ||
    saysInjected([...names, ...formAndRouteTexts])
  );
}

/** Intravenous: SNOMED CT 47625008, EDQM 20045000; the tables of HL7 say it in letters. */
const INTRAVENOUS: ReadonlySet<string> = new Set(['47625008', '20045000', 'IV', 'IVPB', 'IVP']);

/** A code says more than a name: "ER" beside an immediate-release capsule code is not believed. */
function releaseOf(
  index: ValueSetIndex,
  { description, names, formAndRouteTexts }: Reading,
): TacrolimusDrug['release'] {
  const extended = [VALUE_SET.tacrolimusExtendedRelease];
  const immediate = [VALUE_SET.tacrolimusImmediateRelease];
  if (index.holdsCode(extended, description.concept)) return 'extended';
  if (index.holdsCode(immediate, description.concept)) return 'immediate';
  if ([names, formAndRouteTexts].some((texts) => index.holdsText(extended, texts))) return 'extended';
  return index.holdsText(immediate, names) ? 'immediate' : 'not-known';
}
