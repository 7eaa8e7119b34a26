import { createMetrics, type Metrics } from '../../../src/server/monitoring/create-metrics.js';
import type { EvaluationEvent } from '../../../src/domain/evaluation-event.js';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  /** `# TYPE` by metric. */
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;

/** Reads the Prometheus text format 0.0.4, strictly: a line that does not fit is an error. */
export function parseExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const comment = /^# (TYPE|HELP) (\S+) (.+)$/.exec(line);
    if (comment !== null) {
      (comment[1] === 'TYPE' ? types : helps).set(comment[2]!, comment[3]!);
      continue;
    }
    const match = LINE.exec(line);
    if (match === null) throw new Error(`not a line of the format: ${line}`);
    samples.push({ name: match[1]!, labels: labelsOf(match[2] ?? ''), value: Number(match[3]) });
  }
  return { types, helps, samples };
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const match = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)",?/.exec(rest);
    if (match === null) throw new Error(`not a label: ${rest}`);
    labels[match[1]!] = match[2]!;
    rest = rest.slice(match[0].length);
  }
  return labels;
}

/** Metrics of a service with two clients; nothing about the process, which changes from moment to moment. */
export function testMetrics(): Metrics {
  return createMetrics({
    names: {
      clients: () => ['hospital-a', 'hospital-b'],
      services: () => ['tacrolimus-order-sign', 'tacrolimus-patient-view'],
    },
    processMetrics: false,
  });
}

export const VERSION = '0.1.0+3f2a9c01b7de';

export function event(changes: Partial<EvaluationEvent> = {}): EvaluationEvent {
  return {
    service: 'tacrolimus-order-sign',
    hook: 'order-sign',
    contentVersion: VERSION,
    result: 'cards',
    rules: [],
    sources: {},
    cards: 0,
    ...changes,
  };
}

/** `name{a="b"} 2`, labels in alphabetical order, without zeros: what was counted. */
export async function counted(metrics: Metrics, metric: string): Promise<string[]> {
  const { samples } = parseExposition(await metrics.text());
  return samples
    .filter(({ name, value }) => name === metric && value !== 0)
    .map(({ labels, value }) => {
      const list = Object.entries(labels)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([label, text]) => `${label}=${text}`);
      return `${list.join(' ')}: ${value}`.trim();
    })
    .sort();
}
