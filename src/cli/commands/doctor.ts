import { createFhirChartReader } from '../../fhir/chart-reader.js';
import { createFhirDispatcher } from '../../fhir/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../fhir/limits.js';
import { CliError, EXIT, type CliIo } from '../cli-io.js';
import { openContent } from '../content-folder.js';
import { inspectRequest, type Inspector } from '../doctor/inspect-request.js';
import { SYMPTOMS, type Symptom, type SymptomKind } from '../doctor/symptoms.js';
import { bodyOf } from '../explain/pick-service.js';
import { readInput } from '../read-input.js';
import { table } from '../render/table.js';
import { counted, json } from '../render/text.js';

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
  readonly firstLine: number;
}

/** `doctor <requests.ndjson>`: what is wrong with a site, told without its patients. Exit code 1 where anything is. */
export async function doctor(
  path: string,
  options: { readonly content?: string; readonly json?: boolean },
  io: CliIo,
): Promise<number> {
  const { content } = await openContent(options.content ?? null, io);
  const text = await readInput(path, io);
  const dispatcher = createFhirDispatcher(DEFAULT_FHIR_LIMITS, { allowPrivate: [] });
  const chart = createFhirChartReader({ terminology: content.terminology, dispatcher });
  try {
    const report = await examine(text, { content, chart, asOf: io.now() });
    if (report.requests === 0) throw new CliError(`${path}: holds no request; one JSON body per line is expected`);
    io.out(options.json === true ? json(report) : printReport(report, io.width));
    return report.symptoms.length === 0 ? EXIT.ok : EXIT.findings;
  } finally {
    await dispatcher.close();
  }
}

/** Lines are read one after the other: a capture of a month is long, and its order gives the example lines. */
export async function examine(text: string, inspector: Inspector): Promise<DoctorReport> {
  const tally = new Map<string, TalliedSymptom>();
  let [requests, healthy] = [0, 0];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    requests += 1;
    const symptoms = await symptomsOfLine(line, inspector);
    if (symptoms.length === 0) healthy += 1;
    for (const { kind, detail } of distinct(symptoms)) {
      const key = `${kind}|${detail}`;
      const seen = tally.get(key) ?? { kind, detail, requests: 0, firstLine: at + 1 };
      tally.set(key, { ...seen, requests: seen.requests + 1 });
    }
  }
  const order = Object.keys(SYMPTOMS);
  const symptoms = [...tally.values()].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.requests - a.requests,
  );
  return { requests, healthy, symptoms };
}

async function symptomsOfLine(line: string, inspector: Inspector): Promise<Symptom[]> {
  try {
    return await inspectRequest(bodyOf(JSON.parse(line) as unknown), inspector);
  } catch (error) {
    if (error instanceof SyntaxError) return [{ kind: 'not-json', detail: '' }];
    throw error;
  }
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
      ['What', 'Which', 'Requests', 'First line', 'What to do'],
      symptoms.map(({ kind, detail, requests: count, firstLine }) => [
        SYMPTOMS[kind].what,
        detail,
        String(count),
        String(firstLine),
        SYMPTOMS[kind].todo,
      ]),
      width,
    ),
  ].join('\n');
}
