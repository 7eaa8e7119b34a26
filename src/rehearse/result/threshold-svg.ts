import { escapeHtml } from '../../records/report/html-table.js';
import type { ThresholdCurve } from './rehearsal.js';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 190, 56, 56, 22, 156];

/** So many values are written under the axis. */
const MOST_TICKS = 9;

/** Orders per 100 (line, left) and share of events caught (dashes, right) over the allowed values. The table below has the numbers. */
export function curveSvg({ path, unit, shipped, site, steps }: ThresholdCurve): string {
  const [from, to] = [steps[0]?.value ?? 0, steps.at(-1)?.value ?? 1];
  const most = niceCeiling(Math.max(1, ...steps.map(({ per100 }) => per100 ?? 0)));
  const x = (value: number) => px(LEFT + ((WIDTH - LEFT - RIGHT) * (value - from)) / Math.max(1e-9, to - from));
  const y = (share: number) => px(BOTTOM - (BOTTOM - TOP) * share);
  const points = steps.map(({ value, per100, outcomes }) => ({
    value,
    orders: per100,
    caught: outcomes[0]?.sensitivity ?? null,
  }));
  const orders = points.map(({ value, orders: per100 }) =>
    per100 === null ? null : ([x(value), y(per100 / most)] as const),
  );
  const caught = points.map(({ value, caught: share }) => (share === null ? null : ([x(value), y(share)] as const)));
  const hasCaught = caught.some((point) => point !== null);
  const grid = [0, 0.5, 1].map(
    (part) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(part)}" y2="${y(part)}"/><text x="${LEFT - 8}" y="${y(part) + 4}" text-anchor="end">${Number((most * part).toPrecision(3))}</text>` +
      (hasCaught ? `<text x="${WIDTH - RIGHT + 8}" y="${y(part) + 4}">${part * 100} %</text>` : ''),
  );
  const fixed = [...new Set([shipped, site])]
    .filter((value) => value >= from && value <= to)
    .map((value) => `<line class="fixed" x1="${x(value)}" x2="${x(value)}" y1="${TOP}" y2="${BOTTOM}"/>`);
  const names =
    shipped === site
      ? [[site, 'shipped, in force'] as const]
      : [[shipped, 'shipped'] as const, [site, 'in force'] as const].filter(([value]) => value >= from && value <= to);
  const labels = names.map(
    ([value, text]) =>
      `<text x="${x(value)}" y="${BOTTOM + 30}" text-anchor="middle" class="unit below">${text}</text>`,
  );
  // The first one names the unit: at the end of the axis it would stand where a mark can stand.
  const every = Math.max(1, Math.ceil(steps.length / MOST_TICKS));
  const tickText = (at: number) => {
    const value = steps[at]?.value;
    if (value === undefined || at % every !== 0) return '';
    const kind = (at / every) % 2 === 1 ? 'below odd' : 'below';
    const text = at === 0 && unit !== null ? `${value} ${escapeHtml(unit)}` : value;
    return `<text x="${x(value)}" y="${BOTTOM + 15}" text-anchor="middle" class="${kind}">${text}</text>`;
  };
  const ticks = steps.map(({ value }, at) => `<g data-at="${at}" data-x="${x(value)}">${tickText(at)}</g>`);
  const title = `${path}: orders per 100${hasCaught ? ' and events caught' : ''} at each value`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
<text x="${LEFT}" y="12" class="unit">orders per 100 with a card</text>${hasCaught ? `<text x="${WIDTH - RIGHT}" y="12" text-anchor="end" class="unit">events caught (dashes)</text>` : ''}
${grid.join('')}${fixed.join('')}${labels.join('')}${ticks.join('')}
<path class="line" d="${pathOf(orders)}"/><path class="caught" d="${pathOf(caught)}"/>
${dots(orders, 'point')}${dots(caught, 'dot')}
<line class="now" x1="${x(site)}" x2="${x(site)}" y1="${TOP}" y2="${BOTTOM}"/></svg>`;
}

type Point = readonly [number, number] | null;

function pathOf(points: readonly Point[]): string {
  return points
    .map((point, at) =>
      point === null
        ? ''
        : `${points[at - 1] === undefined || points[at - 1] === null ? 'M' : 'L'}${point[0]} ${point[1]}`,
    )
    .join('');
}

function dots(points: readonly Point[], kind: string): string {
  return points
    .flatMap((point) => (point === null ? [] : [`<circle class="${kind}" cx="${point[0]}" cy="${point[1]}" r="2.5"/>`]))
    .join('');
}

function niceCeiling(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * step >= value) ?? 10) * step;
}

function px(value: number): number {
  return Math.round(value * 10) / 10;
}
