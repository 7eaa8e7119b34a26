/** The malfunctions that the watch over the store calls (docs/reports.md, "The watch"). */
export const WATCH_KINDS = [
  'stopped-firing',
  'firing-more',
  'not-evaluable',
  'orders-not-recognised',
  'prefetch-key-vanished',
  'unknown-code',
  'unknown-unit',
  'above-contract',
  'below-contract',
] as const;
export type WatchKind = (typeof WATCH_KINDS)[number];
