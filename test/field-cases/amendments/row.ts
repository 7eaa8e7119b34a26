import type { Check } from '../../support/field-case/field-case.js';
import type { Story } from './notation.js';

/** One patient of a table: what is in the chart, and the cards that are right at an order and when the chart is opened. */
export interface Row {
  /** The number of the amendment in the clinical specification, part 2. */
  readonly amendment: string;
  readonly name: string;
  readonly story: Story;
  /** `AkiStage critical + TroughHigh warning`, `-` for none, `412` for refused. */
  readonly order: string;
  readonly view: string;
  /** What the answer at an order says besides, or must not say. */
  readonly words: Pick<Check, 'textMatches' | 'textLacks' | 'suggestionsLack'>;
}

type More = Row['words'] & { readonly view?: string };

/** `view`: where opening the chart shows something else than an order does. */
export function row(amendment: string, name: string, story: Story, order: string, more: More = {}): Row {
  const { view = order, ...words } = more;
  return { amendment, name, story, order, view, words };
}

/** At an order the "not checked" card; on opening the chart nothing: a missing result is no news there. */
export function notChecked(amendment: string, name: string, story: Story, gap: string): Row {
  return row(amendment, name, story, 'NotEvaluated info', { view: '-', textMatches: [gap] });
}

export function checkOf(cards: string, words: Row['words'] = {}): Check {
  if (cards === '412') return { status: 412, noCards: true };
  if (cards === '-') return { status: 200, noCards: true };
  return { status: 200, cards: cards.split(' + ').map((card) => `Tacrolimus${card}`), ...words };
}
