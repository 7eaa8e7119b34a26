import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The tables of docs/clinical say the numbers that are in force: one row per setting of `hooks/rules.yaml`, with the
 * default and the range of its schema. A new or changed setting needs its row, with reason and source.
 */
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface SchemaNode {
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

interface Row {
  readonly page: string;
  readonly standard: string;
  readonly range: string;
  readonly why: string;
  readonly anchored: boolean;
}

const schema = JSON.parse(readFileSync(root('hooks/schema/rules.schema.json'), 'utf8')) as SchemaNode;
/** What a clinician does not answer for: modes, repeats, burden and the date of approval are explained in hooks/README.md. */
const NOT_CLINICAL = ['modes', 'oneAlertPerDecision', 'burden', 'approvedOn'];

function leaves(node: SchemaNode, path: readonly string[] = []): (readonly [string, SchemaNode])[] {
  if (node.properties === undefined) return [[path.join('.'), node]];
  return Object.entries(node.properties)
    .filter(([name]) => path.length > 0 || !NOT_CLINICAL.includes(name))
    .flatMap(([name, child]) => leaves(child, [...path, name]));
}

function rowsOf(page: string): (readonly [string, Row])[] {
  const lines = readFileSync(root(`docs/clinical/${page}`), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, first = '', standard = '', range = '', why = ''] = line.split('|').map((cell) => cell.trim());
    const [, name] = /`([a-zA-Z][\w.-]*)`$/.exec(first) ?? [];
    if (name === undefined || range === '') return [];
    return [[name, { page, standard, range, why, anchored: first.includes(`<a id="${name}"></a>`) }] as const];
  });
}

const settings = leaves(schema);
const pages = readdirSync(root('docs/clinical')).filter((name) => name.endsWith('.md'));
const settingNames = new Set(settings.map(([name]) => name));
const rows = pages.flatMap(rowsOf).filter(([name]) => settingNames.has(name));

describe('every setting has one row in docs/clinical', () => {
  test.each(settings)('%s', (name, node) => {
    const [found, ...others] = rows.filter(([each]) => each === name).map(([, row]) => row);
    expect({ name, rows: found === undefined ? 0 : 1 + others.length }).toEqual({ name, rows: 1 });
    expect({ name, anchored: found?.anchored }).toEqual({ name, anchored: true });
    expect({ name, default: defaultIn(found!) }).toEqual({ name, default: listed(node.default) });
    if (node.minimum !== undefined) {
      expect({ name, range: /^[\d.]+-[\d.]+/.exec(found!.range)?.[0] }).toEqual({
        name,
        range: `${node.minimum}-${node.maximum}`,
      });
    }
    if (node.enum !== undefined) expect({ name, range: found!.range }).toEqual({ name, range: node.enum.join(', ') });
  });

  test('and no row is about a setting of another name', () => {
    const groups = new Set(settings.map(([name]) => name.split('.')[0]).filter((group) => group !== 'timeZone'));
    const written = pages.flatMap(rowsOf).filter(([name]) => groups.has(name.split('.')[0]) && name.includes('.'));
    expect(written.map(([name]) => name).filter((name) => !settingNames.has(name))).toEqual([]);
  });
});

function listed(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** "30 days" is 30, "day 60" is 60, "warning" and "UTC" are themselves. */
function defaultIn({ standard }: Row): string {
  const [number] = /[\d.]+/.exec(standard) ?? [];
  return number ?? standard;
}
