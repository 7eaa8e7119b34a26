import type { Language } from '../../domain/language.js';
import { escapeHtml } from '../../records/report/html-table.js';
import { htmlPage } from '../../records/report/html-page.js';
import type { SmartFaultCode } from './smart-fault.js';

/** What a clinician reads where a launch came to nothing: what happened, and what to do. Nothing of the chart, the EHR's answer or the address. */
const WORDS: Readonly<Record<Language, { readonly title: string; readonly faults: Record<SmartFaultCode, string> }>> = {
  en: {
    title: 'This page could not be opened',
    faults: {
      'not-ours':
        'The page was opened from a place that is not set up here. Open it from the chart in your EHR; if it still fails, tell your IT department.',
      'ehr-away': 'The EHR did not answer. Nothing was read. Try again from the chart in a moment.',
      'ehr-unfit': 'The EHR does not offer a launch that this service can use. Tell your IT department.',
      'launch-over':
        'This launch is over: it was used before, took longer than five minutes, or began in another browser. Open the page from the chart again.',
      'not-granted': 'The EHR did not grant access. Nothing was read.',
      'code-refused': 'The EHR ended the launch before anything was read. Open the page from the chart again.',
      'no-patient': 'No patient is open in the EHR. Open a chart first, then this page.',
      'wrong-patient': 'The EHR sent data of another patient. Nothing of it is shown. Tell your IT department.',
      'token-over': 'The permission ended before the chart was read. Open the page from the chart again.',
      'chart-refused':
        'The EHR did not let this page read the chart. Nothing was evaluated; that there is no card says nothing.',
      'chart-away':
        'The chart could not be read. Nothing was evaluated; that there is no card says nothing. Try again in a moment.',
      'switched-off': 'This site has switched this page off.',
      'too-many': 'Too many launches from this address. Try again in a minute.',
    },
  },
  de: {
    title: 'Diese Seite ließ sich nicht öffnen',
    faults: {
      'not-ours':
        'Die Seite wurde von einer Stelle geöffnet, die hier nicht eingerichtet ist. Bitte aus der Patientenakte öffnen; gelingt das nicht, die IT-Abteilung informieren.',
      'ehr-away':
        'Das Klinikinformationssystem hat nicht geantwortet. Nichts wurde gelesen. Bitte gleich noch einmal aus der Akte öffnen.',
      'ehr-unfit':
        'Das Klinikinformationssystem bietet keinen Start, den dieser Dienst nutzen kann. Bitte die IT-Abteilung informieren.',
      'launch-over':
        'Dieser Start ist abgelaufen: Er wurde schon benutzt, hat länger als fünf Minuten gedauert oder begann in einem anderen Browser. Bitte erneut aus der Akte öffnen.',
      'not-granted': 'Das Klinikinformationssystem hat den Zugriff nicht erlaubt. Nichts wurde gelesen.',
      'code-refused':
        'Das Klinikinformationssystem hat den Start beendet, bevor etwas gelesen wurde. Bitte erneut aus der Akte öffnen.',
      'no-patient': 'Keine Patientenakte ist geöffnet. Bitte zuerst eine Akte öffnen, dann diese Seite.',
      'wrong-patient':
        'Es kamen Daten einer anderen Person. Nichts davon wird gezeigt. Bitte die IT-Abteilung informieren.',
      'token-over': 'Die Berechtigung endete, bevor die Akte gelesen war. Bitte erneut aus der Akte öffnen.',
      'chart-refused':
        'Diese Seite durfte die Akte nicht lesen. Nichts wurde geprüft; dass keine Karte erscheint, besagt nichts.',
      'chart-away':
        'Die Akte ließ sich nicht lesen. Nichts wurde geprüft; dass keine Karte erscheint, besagt nichts. Bitte gleich noch einmal versuchen.',
      'switched-off': 'Diese Seite ist an diesem Haus ausgeschaltet.',
      'too-many': 'Zu viele Aufrufe von dieser Adresse. Bitte in einer Minute noch einmal versuchen.',
    },
  },
};

export function smartFaultPage(code: SmartFaultCode, language: Language): string {
  const { title, faults } = WORDS[language];
  return htmlPage({
    title,
    language,
    body: `<main><h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(faults[code])}</p></main>`,
  });
}

/** Statuses for whoever watches; a person reads the page. */
export const FAULT_STATUS: Readonly<Record<SmartFaultCode, number>> = {
  'not-ours': 403,
  'ehr-away': 502,
  'ehr-unfit': 502,
  'launch-over': 400,
  'not-granted': 403,
  'code-refused': 403,
  'no-patient': 400,
  'wrong-patient': 502,
  'token-over': 403,
  'chart-refused': 403,
  'chart-away': 502,
  'switched-off': 404,
  'too-many': 429,
};
