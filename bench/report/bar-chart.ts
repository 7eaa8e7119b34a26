/** One bar; `limit` draws a mark where it should end at the latest. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly tone: 'ours' | 'baseline';
  readonly limit: number | null;
}

export interface BarChart {
  readonly title: string;
  readonly subtitle: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 860;
const LABEL_WIDTH = 250;
const VALUE_WIDTH = 70;
const TOP = 78;
const STEP = 34;
const BAR_HEIGHT = 20;
const FONT = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif';
const TONES = { ours: '#0b6e6e', baseline: '#b6bfc9' } as const;

/** Horizontal bars of ratios as SVG, on white so that it reads in a dark README too. */
export function barChart({ title, subtitle, bars }: BarChart): string {
  const height = TOP + bars.length * STEP + 16;
  const most = Math.max(...bars.flatMap(({ value, limit }) => [value, limit ?? 0]), 1);
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / most;
  const one = LABEL_WIDTH + scale;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="${FONT}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff"/>`,
    text(20, 32, title, 'font-size="17" font-weight="600" fill="#17212b"'),
    text(20, 54, subtitle, 'font-size="12.5" fill="#55606c"'),
    `<line x1="${fixed(one)}" x2="${fixed(one)}" y1="${TOP - 8}" y2="${height - 12}" stroke="#55606c" stroke-dasharray="3 4"/>`,
    ...bars.flatMap((bar, index) => barAt(bar, TOP + index * STEP, scale)),
    '</svg>',
    '',
  ].join('\n');
}

function barAt({ label, value, tone, limit }: Bar, y: number, scale: number): string[] {
  const width = value * scale;
  const middle = y + BAR_HEIGHT - 5;
  return [
    text(LABEL_WIDTH - 10, middle, label, 'font-size="13" text-anchor="end" fill="#17212b"'),
    `<rect x="${LABEL_WIDTH}" y="${y}" width="${fixed(width)}" height="${BAR_HEIGHT}" rx="3" fill="${TONES[tone]}"/>`,
    ...(limit === null ? [] : [limitMark(LABEL_WIDTH + limit * scale, y)]),
    text(
      LABEL_WIDTH + Math.max(width, (limit ?? 0) * scale) + 8,
      middle,
      `${value.toFixed(2)}x`,
      'font-size="13" fill="#17212b"',
    ),
  ];
}

function limitMark(x: number, y: number): string {
  return `<line x1="${fixed(x)}" x2="${fixed(x)}" y1="${y - 4}" y2="${y + BAR_HEIGHT + 4}" stroke="#c2410c" stroke-width="2.5"/>`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${fixed(x)}" y="${y}" ${attributes}>${escapeXml(content)}</text>`;
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function escapeXml(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
