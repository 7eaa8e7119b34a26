import type { EffectiveMode } from '../../domain/evaluation-event.js';
import type { UnreadReason } from '../../domain/fact-set.js';
import type { Explanation } from '../../engine/explain/explanation.js';
import { germanNotes } from './german-notes.js';
import { GERMAN_OUTCOME, GERMAN_PATH, of } from './german-path.js';
import { phraseBook } from './phrase-book.js';

/** What explains the rules, in German: the program words it in English once, and each sentence of it has its German one here. */

/** Names of the kinds of facts, and the notes that the program adds to them. */
export const GERMAN_FACTS = phraseBook([
  ...[of('patient', 'Patient'), of('creatinine', 'Kreatinin'), of('tacrolimusLevels', 'Tacrolimus-Spiegel')],
  ...[of('medications', 'Medikation'), of('concomitants', 'andere Medikamente'), of('conditions', 'Problemliste')],
  ...[of('procedures', 'Prozeduren'), of('allergies', 'Allergien'), of('thiopurineTests', 'Thiopurin-Tests')],
  ...[of('testOrders', 'Anforderungen'), of('carePlans', 'Behandlungspläne'), of('monitoringTests', 'Kontrollwerte')],
  ...[of('screeningTests', 'Infektionstests'), of('Patient', 'Patient'), of('Creatinine', 'Kreatinin')],
  ...[of('Tacrolimus level', 'Tacrolimus-Spiegel'), of('Diagnosis', 'Diagnose'), of('Procedure', 'Prozedur')],
  ...[of('Allergy', 'Allergie'), of('Pending test', 'Angeforderter Test'), of('Care plan', 'Behandlungsplan')],
  ...[of('Potassium', 'Kalium'), of('Magnesium', 'Magnesium'), of('Glucose', 'Glukose'), of('Height', 'Größe')],
  ...[of('C. difficile test', 'C.-difficile-Test'), of('CMV in tissue', 'CMV im Gewebe'), of('HBV DNA', 'HBV-DNA')],
  ...[of('HCV antibody', 'Hepatitis-C-Antikörper'), of('Tuberculosis test', 'TB-Test'), of('VZV IgG', 'VZV-IgG')],
  ...[of('male', 'männlich'), of('female', 'weiblich'), of('sex not recorded', 'Geschlecht nicht dokumentiert')],
  ...[of('medicationRequests', 'Verordnungen'), of('medicationStatements', 'Medikationsangaben')],
  ...[of('medicationDispenses', 'Abgaben'), of('medicationAdministrations', 'Verabreichungen')],
  ...[of('{} request', 'Verordnung, {0!}'), of('{} statement', 'Medikationsangabe, {0!}')],
  ...[of('{} dispense', 'Abgabe, {0!}'), of('{} administration', 'Verabreichung, {0!}')],
  ...[of('active', 'aktiv'), of('completed', 'abgeschlossen'), of('stopped', 'beendet'), of('on-hold', 'pausiert')],
  ...[of('cancelled', 'storniert'), of('draft', 'Entwurf'), of('unknown', 'Status nicht bekannt')],
  ...[of('intended', 'beabsichtigt'), of('not-taken', 'nicht eingenommen'), of('in-progress', 'läuft')],
  ...[of('not-done', 'nicht erfolgt'), of('preparation', 'in Vorbereitung'), of('declined', 'abgelehnt')],
  ...[of('tacrolimus ({})', 'Tacrolimus ({0!})'), of('systemic', 'systemisch'), of('topical', 'topisch')],
  ...[of('rectal', 'rektal'), of('not-recorded', 'Applikationsweg nicht dokumentiert')],
  ...[of('azathioprine', 'Azathioprin'), of('mercaptopurine', 'Mercaptopurin'), of('thioguanine', 'Tioguanin')],
  of('born {}', 'geboren {0}'),
  of('from {}, to {}, written {}', 'von {0}, bis {1}, geschrieben {2}'),
  of('from {}, to {}', 'von {0}, bis {1}'),
  of('from {}, written {}', 'von {0}, geschrieben {1}'),
  of('to {}, written {}', 'bis {0}, geschrieben {1}'),
  of('from {}', 'von {0}'),
  of('to {}', 'bis {0}'),
  of('written {}', 'geschrieben {0}'),
  of('complete', 'vollständig'),
  of('complete: there is none', 'vollständig: nichts dokumentiert'),
  of(
    'incomplete: a finding may rest on it, silence may not',
    'unvollständig: Ein Befund darf sich darauf stützen, „unauffällig“ nicht',
  ),
  of('not available: nothing may be concluded', 'nicht verfügbar: Nichts lässt sich daraus schließen'),
]);

export const GERMAN_NOT_SHOWN = phraseBook([
  of(
    'an order has three cards at most {}',
    'höchstens drei Karten je Verordnung; die Zusammenfassung steht auf der letzten',
  ),
  of(
    'it stands on the card of another finding{}',
    'steht auf der Karte eines anderen Befunds, weil beides eine Entscheidung ist',
  ),
  of('this service does not tell of it{}', 'wird bei diesem Anlass nicht gezeigt'),
  of('order-select showed it{}', 'wurde dieser Person zu denselben Angaben schon gezeigt'),
  of('it has no card of its own: it stands on {}', 'hat keine eigene Karte und steht auf der Karte „Nicht geprüft“'),
  of(
    'it has no card of its own, and there was no {}',
    'hat keine eigene Karte, und eine Karte „Nicht geprüft“ gab es nicht',
  ),
  of('this user has set it aside{}', 'wurde von dieser Person zurückgestellt, und die Angaben sind dieselben'),
]);

const GERMAN_DROPS: Readonly<Record<UnreadReason, string>> = {
  status: 'kein endgültiger Status',
  'in-the-future': 'Datum in der Zukunft',
  'no-time': 'ohne brauchbares Datum',
  'no-value': 'ohne Wert',
  'no-unit': 'ohne Einheit',
  'unknown-unit': 'unbekannte Einheit',
  'unit-conflict': 'zwei Einheiten, die sich widersprechen',
  implausible: 'nicht plausibel',
  haemolysed: 'hämolytische Probe',
  'not-whole-blood': 'nicht in Vollblut gemessen',
  'not-a-trough': 'als etwas anderes als ein Talspiegel codiert',
  'unknown-code': 'Code in keiner Codeliste, die zählt',
  'different-scale': 'korrigiertes Kreatinin, andere Skala',
  malformed: 'nicht lesbar',
  'status-registered': 'angefordert, noch kein Ergebnis',
  'status-unknown': 'Status nicht bekannt',
  'status-undecided': 'pausiert, beabsichtigt oder Entwurf; ob eingenommen wird, ist nicht bekannt',
  'status-preliminary': 'vorläufig',
  'not-identified': 'weder durch Code noch durch Text benannt',
  'in-words': 'nur in Worten geschrieben',
  'not-resolved': 'verweist auf etwas, das nicht vorliegt',
  modified: 'trägt einen unbekannten Zusatz, der die Bedeutung ändert',
  'other-patient': 'nennt eine andere Person',
  'other-version': 'zwei Fassungen, und nichts sagt, welche neuer ist',
  'no-resource': 'leer',
  'over-limit': 'jenseits dessen, was gelesen wird',
};

export const GERMAN_RULES: Readonly<Record<string, string>> = {
  aki: 'Nierenschädigung (AKI)',
  trough: 'Tacrolimus-Spiegel',
  electrolyte: 'Kalium, Magnesium, Neurotoxizität',
  interaction: 'Andere Medikamente neben Tacrolimus',
  start: 'Vor der ersten Dosis',
  'thiopurine-plan': 'Thiopurin-Plan',
  duration: 'Dauer der Behandlung',
  monitoring: 'Überfällige Kontrollen',
};

export const GERMAN_MODES: Readonly<Record<EffectiveMode, string>> = {
  live: 'aktiv: Karten werden gezeigt',
  'pilot-shown': 'Pilot: Karten werden dieser Person gezeigt',
  'pilot-hidden': 'Pilot: geprüft und gezählt; diese Person sieht ihn nicht',
  silent: 'still: geprüft und gezählt, ohne Karte',
  off: 'ausgeschaltet: nicht geprüft',
};

const LINES = new Set(['medications', 'concomitants']);

/** An explanation in German. What the record says, and codes, stay as they are. */
export function inGerman(explanation: Explanation): Explanation {
  const { translate } = GERMAN_FACTS;
  return {
    ...explanation,
    facts: explanation.facts.map((fact) => ({
      ...fact,
      kind: translate(fact.kind),
      what: translate(fact.what),
      reported: fact.kind === 'patient' || LINES.has(fact.kind) ? translate(fact.reported) : fact.reported,
      time: translate(fact.time),
      notes: germanNotes(fact.notes),
    })),
    dropped: explanation.dropped.map((each) => ({ ...each, source: translate(each.source), why: dropWords(each.why) })),
    incomplete: explanation.incomplete.map(({ kind, state }) => ({ kind: translate(kind), state: translate(state) })),
    rules: explanation.rules.map((rule) => ({
      ...rule,
      outcome: GERMAN_OUTCOME.translate(rule.outcome),
      path: rule.path.map(({ looked, saw }) => ({
        looked: GERMAN_PATH.translate(looked),
        saw: GERMAN_PATH.translate(saw),
      })),
    })),
    notShown: explanation.notShown.map(({ finding, why }) => ({ finding, why: GERMAN_NOT_SHOWN.translate(why) })),
  };
}

/** `its unit is not understood (unknown-unit)` */
function dropWords(why: string): string {
  const reason = /\(([a-z-]+)\)$/.exec(why)?.[1] ?? '';
  const words = (GERMAN_DROPS as Readonly<Record<string, string>>)[reason];
  return words === undefined ? why : `${words} (${reason})`;
}
