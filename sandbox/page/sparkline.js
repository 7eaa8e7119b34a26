const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT, MARGIN] = [150, 44, 5];

/**
 * A line over time, its end marked. The numbers are in the table beside it.
 *
 * @param {{time: number, value: number}[]} points - two or more, oldest first
 */
export function sparkline(points, description) {
  const x = scale(
    points.map(({ time }) => time),
    [MARGIN, WIDTH - MARGIN],
  );
  // Creatinine and levels are ratios: from zero, so that a doubling looks like one.
  const y = scale([0, ...points.map(({ value }) => value)], [HEIGHT - MARGIN, MARGIN]);
  const at = points.map(({ time, value }) => [x(time).toFixed(1), y(value).toFixed(1)]);
  const [endX, endY] = at.at(-1) ?? [];
  return node(
    'svg',
    { class: 'sparkline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': description },
    node('line', { x1: MARGIN, x2: WIDTH - MARGIN, y1: HEIGHT - MARGIN, y2: HEIGHT - MARGIN, class: 'axis' }),
    node('polyline', { points: at.map((pair) => pair.join(',')).join(' ') }),
    ...(points.length > 40 ? [] : at.map(([cx, cy]) => node('circle', { cx, cy, r: 1.6 }))),
    node('circle', { cx: endX, cy: endY, r: 3, class: 'latest' }),
  );
}

function scale(values, [from, to]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (value) => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from));
}

function node(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}
