import { createFhirChartReader } from '../../fhir/chart-reader.js';
import { createFhirDispatcher } from '../../fhir/client/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../fhir/client/limits.js';
import { openContent } from '../content/content-folder.js';
import { counted, json, table } from '../run/table.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import { type Inspector, inspectRequest } from './inspect-request.js';
import { bodyOf } from './pick-service.js';
import { type Capture, readCaptures } from './read-captures.js';
import { type Symptom, type SymptomKind, SYMPTOMS } from './symptoms.js';

export interface DoctorReport {
  readonly requests: number;
  readonly healthy: number;
  readonly symptoms: readonly TalliedSymptom[];
}

interface TalliedSymptom {
  readonly kind: SymptomKind;
  readonly detail: string;
  /** In how many requests it was seen. */
  readonly requests: number;
  /** Line of the first one; with the name of the file where there are several. */
  readonly first: string;
}

/** `doctor <files...>`: what is wrong with a site, told without its patients. Exit code 1 where anything is. */
export async function doctor(
  paths: readonly string[],
  options: { readonly content?: string; readonly json?: boolean },
  io: CliIo,
): Promise<number> {
  const { content } = await openContent(options.content ?? null, io);
  const captures = await readCaptures(paths, io);
  const dispatcher = createFhirDispatcher(DEFAULT_FHIR_LIMITS, { allowPrivate: [] });
  const charts = createFhirChartReader({ terminology: content.terminology, dispatcher });
  try {
    const report = await examine(captures, { content, charts, asOf: io.now() });
    if (report.requests === 0)
      throw new CliError(`${paths.join(' ')}: no request; one JSON body per line, or per file, is expected`);
    io.out(options.json === true ? json(report) : printReport(report, io.width));
    return report.symptoms.length === 0 ? EXIT.ok : EXIT.findings;
  } finally {
    await dispatcher.close();
  }
}

/** They are read one after the other: a capture of a month is long, and its order gives the examples. */
export async function examine(captures: readonly Capture[], inspector: Inspector): Promise<DoctorReport> {
  const tally = new Map<string, TalliedSymptom>();
  let [requests, healthy] = [0, 0];
  for (const { place, text } of captures) {
    requests += 1;
    const symptoms = await symptomsOfText(text, inspector);
    if (symptoms.length === 0) healthy += 1;
    for (const { kind, detail } of distinct(symptoms)) {
      const key = `${kind}|${detail}`;
      const seen = tally.get(key) ?? { kind, detail, requests: 0, first: place };
      tally.set(key, { ...seen, requests: seen.requests + 1 });
    }
  }
  const order = Object.keys(SYMPTOMS);
  const symptoms = [...tally.values()].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.requests - a.requests,
  );
  return { requests, healthy, symptoms };
}

async function symptomsOfText(text: string, inspector: Inspector): Promise<Symptom[]> {
  try {
    return await inspectRequest(bodyOf(JSON.parse(text) as unknown), inspector);
  } catch (error) {
    if (error instanceof SyntaxError) return [{ kind: 'not-json', detail: '' }];
    throw error;
  }
}

/** What was seen in the same requests with the same remedy is one row: twelve missing keys are one thing to do. */
function alikeTogether(symptoms: readonly TalliedSymptom[]): [TalliedSymptom, string[]][] {
  const rows = new Map<string, [TalliedSymptom, string[]]>();
  for (const symptom of symptoms) {
    const { kind, detail, requests, first } = symptom;
    const key = JSON.stringify([kind, requests, first]);
    const [head, details] = rows.get(key) ?? [symptom, []];
    rows.set(key, [head, [...details, detail]]);
  }
  return [...rows.values()];
}

function distinct(symptoms: readonly Symptom[]): Symptom[] {
  return [...new Map(symptoms.map((symptom) => [`${symptom.kind}|${symptom.detail}`, symptom])).values()];
}

function printReport({ requests, healthy, symptoms }: DoctorReport, width: number): string {
  const summary = `${counted(requests, 'request')}, ${healthy} without a remark.`;
  if (symptoms.length === 0) return summary;
  return [
    summary,
    '',
    table(
      ['What', 'Which', 'Requests', 'First seen', 'What to do'],
      alikeTogether(symptoms).map(([{ kind, requests: count, first }, details]) => [
        SYMPTOMS[kind].what,
        details.join(', '),
        String(count),
        first,
        SYMPTOMS[kind].todo,
      ]),
      width,
    ),
  ].join('\n');
}
