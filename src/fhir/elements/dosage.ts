import type { CodedText } from '../../domain/coding.js';
import type { MedicationDescription } from '../../domain/medication.js';
import { codedText, isEmptyConcept } from './coded-text.js';
import { asObject, asString, objectsIn } from './json.js';
import type { JsonObject } from './json.js';

/** `dosageInstruction` of requests and dispenses, `dosage` of statements (a list) and administrations (an object). */
export function dosagesOf(resource: JsonObject): readonly JsonObject[] {
  return [...objectsIn(resource.dosageInstruction), ...objectsIn(resource.dosage)];
}

/**
 * What drug recognition looks at: the name, what it is made of, and everything about route and dose that tells a capsule from an
 * ointment.
 * @param product what a Medication says beside its name; null where there is only a name
 */
export function describeMedication(
  resource: JsonObject,
  concept: CodedText,
  product: Pick<MedicationDescription, 'form' | 'ingredients'> | null,
): MedicationDescription {
  const dosages = dosagesOf(resource);
  return {
    concept,
    form: product?.form ?? null,
    ingredients: product?.ingredients ?? [],
    routes: dosages.map(({ route }) => codedText(route)).filter((route) => !isEmptyConcept(route)),
    dosageTexts: dosages.flatMap(({ text, patientInstruction }) => strings([text, patientInstruction])),
    doseUnits: dosages.flatMap(doseQuantities).flatMap(({ unit, code }) => strings([unit ?? code])),
  };
}

/** R4 nests doses in `doseAndRate` (sent as an object in published examples), STU3 and DSTU2 put them in the dosage itself. */
function doseQuantities(dosage: JsonObject): readonly JsonObject[] {
  return [dosage, ...objectsIn(dosage.doseAndRate)].flatMap((holder) =>
    [
      holder.doseQuantity,
      asObject(holder.doseRange)?.low,
      asObject(holder.doseRange)?.high,
      holder.dose,
      holder.quantity,
      holder.quantityQuantity,
    ]
      .map(asObject)
      .filter((quantity) => quantity !== null),
  );
}

function strings(values: readonly unknown[]): readonly string[] {
  return values.map(asString).filter((text) => text !== null);
}
