import type { EffectiveMode, EvaluationEvent } from '../../domain/evaluation-event.js';
import type { RuleId, Severity } from '../../domain/finding.js';
import type { Language } from '../../domain/language.js';
import type { Explanation } from '../../engine/explain/explanation.js';
import { MODE_WORDS, ruleTitle } from '../../engine/explain/words.js';
import { GERMAN_MODES, GERMAN_RULES, inGerman } from './german.js';
import { ENGLISH_TIMELINE, type TimelineWords } from '../../engine/explain/timeline.js';

/** What the page behind a card says by itself, in each language. */
export interface PageWords {
  readonly title: string;
  readonly toValues: string;
  readonly heading: string;
  readonly lead: (moment: string, hook: string, content: string) => string;
  readonly theCard: string;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly behind: string;
  readonly shownWith: string;
  readonly course: string;
  readonly values: string;
  readonly valuesCaption: string;
  readonly columns: { readonly time: string; readonly what: string; readonly reported: string; readonly drawn: string };
  readonly none: string;
  readonly preliminary: string;
  readonly kept: string;
  /** Of a chart that is read as a SMART app, in place of the words for a card. */
  readonly chart: {
    readonly title: string;
    readonly heading: string;
    readonly born: string;
    readonly sex: Readonly<Record<'male' | 'female' | 'unknown', string>>;
    /** Where there is no card, and why. */
    readonly results: Readonly<Record<EvaluationEvent['result'], string>>;
    readonly kept: string;
  };
  readonly timeline: TimelineWords;
  readonly picture: Readonly<Record<'label' | 'caption' | 'lines' | 'throughout' | 'noneRead', string>>;
  /** What explains the rules. */
  readonly rules: {
    readonly facts: string;
    readonly leftOut: string;
    readonly notUsed: string;
    readonly incomplete: string;
    readonly how: string;
    readonly notShown: string;
    readonly title: (rule: RuleId) => string;
    readonly modes: Readonly<Record<EffectiveMode, string>>;
    readonly heads: Readonly<Record<'kind' | 'notes' | 'from' | 'why' | 'data' | 'state' | 'finding', string>>;
    readonly explain: (explanation: Explanation) => Explanation;
    /** What stands there in another language, and why; empty in English. */
    readonly note: string;
  };
}

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  en: {
    title: 'Behind the card',
    toValues: 'To the values',
    heading: 'What this card rests on',
    lead: (moment, hook, content) =>
      `Read at ${moment} for ${hook}; results since then are not on this page. Content ${content}.`,
    theCard: 'The card',
    severity: { info: 'INFO', warning: 'WARNING', critical: 'CRITICAL' },
    behind: 'Behind it',
    shownWith: 'Shown with it',
    course: 'The course',
    values: 'Values',
    valuesCaption: 'Creatinine, levels and tacrolimus, oldest first',
    columns: { time: 'Time', what: 'What', reported: 'As reported', drawn: 'In the picture' },
    none: 'none',
    preliminary: 'preliminary',
    kept: 'Kept in memory for some minutes after the call, and nowhere else.',
    chart: {
      title: 'Tacrolimus: the course of this patient',
      heading: 'Tacrolimus in this patient',
      born: 'born',
      sex: { male: 'male', female: 'female', unknown: 'sex not recorded' },
      results: {
        cards: 'Checked: nothing to say.',
        'no-tacrolimus': 'No order of tacrolimus.',
        'no-interacting-drug': 'Nothing was evaluated.',
        'tacrolimus-unknown': 'Nobody can tell whether this patient takes tacrolimus, so nothing was evaluated.',
        'not-on-tacrolimus': 'No current course of tacrolimus, so nothing was evaluated. What was read stands below.',
        'data-unavailable': 'Nothing could be evaluated, because data could not be read. What came stands below.',
      },
      kept: 'Read with your own permission, for this page only. Nothing of it is kept; to see newer results, open it from the EHR again.',
    },
    timeline: ENGLISH_TIMELINE,
    picture: {
      label:
        'Creatinine and tacrolimus level over time, with baseline, stage bands, limits, doses and AKI. The same numbers stand in the table below.',
      caption:
        'Bands: stages of AKI above the baseline, levels above the limits. Bars: AKI, highest stage. Hollow points: preliminary. Triangles: tacrolimus, with its dose. Diamonds: dialysis, transplant. All of it stands in the table.',
      lines: 'baseline and limits of the picture',
      throughout: 'throughout',
      noneRead: 'none that could be read',
    },
    rules: {
      facts: 'Every fact that the rules may use',
      leftOut: 'Left out, and what was not available',
      notUsed: 'Records that were not used',
      incomplete: 'Data of which something is missing',
      how: 'How each rule came to its answer',
      notShown: 'Found, and not shown on a card',
      title: ruleTitle,
      modes: MODE_WORDS,
      heads: {
        ...{ kind: 'Kind', notes: 'Notes', from: 'From', why: 'Why', data: 'Data', state: 'State', finding: 'Finding' },
      },
      explain: (explanation) => explanation,
      note: '',
    },
  },
  de: {
    title: 'Hinter der Karte',
    toValues: 'Zu den Werten',
    heading: 'Worauf diese Karte beruht',
    lead: (moment, hook, content) =>
      `Gelesen um ${moment} für ${hook}; spätere Ergebnisse stehen nicht auf dieser Seite. Inhalt ${content}.`,
    theCard: 'Die Karte',
    severity: { info: 'HINWEIS', warning: 'WARNUNG', critical: 'KRITISCH' },
    behind: 'Dahinter',
    shownWith: 'Zugleich gezeigt',
    course: 'Der Verlauf',
    values: 'Werte',
    valuesCaption: 'Kreatinin, Spiegel und Tacrolimus, älteste zuerst',
    columns: { time: 'Zeit', what: 'Was', reported: 'Wie berichtet', drawn: 'Im Bild' },
    none: 'keine',
    preliminary: 'vorläufig',
    kept: 'Nach dem Aufruf einige Minuten im Arbeitsspeicher gehalten, sonst nirgends.',
    chart: {
      title: 'Tacrolimus: Verlauf bei diesem Patienten',
      heading: 'Tacrolimus bei diesem Patienten',
      born: 'geboren',
      sex: { male: 'männlich', female: 'weiblich', unknown: 'Geschlecht nicht dokumentiert' },
      results: {
        cards: 'Geprüft: kein Hinweis.',
        'no-tacrolimus': 'Keine Verordnung von Tacrolimus.',
        'no-interacting-drug': 'Nichts wurde geprüft.',
        'tacrolimus-unknown': 'Ob Tacrolimus eingenommen wird, ist nicht erkennbar; daher wurde nichts geprüft.',
        'not-on-tacrolimus':
          'Keine laufende Behandlung mit Tacrolimus; daher wurde nichts geprüft. Was gelesen wurde, steht unten.',
        'data-unavailable': 'Nichts war prüfbar, weil Daten nicht lesbar waren. Was vorlag, steht unten.',
      },
      kept: 'Mit Ihrer eigenen Berechtigung gelesen, nur für diese Seite. Nichts davon wird aufbewahrt; für neuere Ergebnisse bitte erneut aus der Akte öffnen.',
    },
    timeline: {
      sources: { request: 'verordnet', statement: 'eingenommen', dispense: 'abgegeben', administration: 'verabreicht' },
      begun: 'Beginn Tacrolimus',
      orEarlier: 'Tacrolimus, oder früher',
      creatinine: 'Kreatinin',
      level: 'Tacrolimus-Spiegel',
      stage: 'Stufe',
      akiStage: 'AKI-Warnstufe',
      aki: 'AKI',
      baseline: 'Ausgangswert',
      limit: 'Grenze',
      critical: 'kritisch',
    },
    picture: {
      label:
        'Kreatinin und Tacrolimus-Spiegel im Verlauf, mit Ausgangswert, Stufen, Grenzen, Dosen und AKI. Dieselben Zahlen stehen in der Tabelle darunter.',
      caption:
        'Flächen: AKI-Stufen über dem Ausgangswert, Spiegel über den Grenzen. Balken: AKI, höchste Stufe. Hohle Punkte: vorläufig. Dreiecke: Tacrolimus mit Dosis. Rauten: Dialyse, Transplantation. Alles steht auch in der Tabelle.',
      lines: 'Ausgangswert und Grenzen des Bildes',
      throughout: 'durchgehend',
      noneRead: 'keine lesbaren',
    },
    rules: {
      facts: 'Alle Angaben, die die Regeln nutzen dürfen',
      leftOut: 'Nicht verwendet, und was nicht verfügbar war',
      notUsed: 'Einträge, die nicht verwendet wurden',
      incomplete: 'Daten, von denen etwas fehlt',
      how: 'Wie jede Regel zu ihrem Ergebnis kam',
      notShown: 'Gefunden, und auf keiner Karte gezeigt',
      title: (rule) => GERMAN_RULES[rule] ?? rule,
      modes: GERMAN_MODES,
      heads: {
        ...{
          kind: 'Art',
          notes: 'Anmerkungen',
          from: 'Aus',
          why: 'Warum',
          data: 'Daten',
          state: 'Stand',
          finding: 'Befund',
        },
      },
      explain: inGerman,
      note: 'Bezeichnungen und Codes stehen, wie die Akte sie enthält.',
    },
  },
};
