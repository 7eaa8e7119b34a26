/** One sentence of the program with places for what it found: `latest level, current for {} days`; `{#}` takes a number only. */
export interface Phrase {
  readonly from: string;
  /** `{0}` is what stood in the first place; `{0!}` is translated itself. */
  readonly to: string;
}

/** Puts sentences that the program makes into another language. What no phrase fits - a name, a number, a code - stays as it is. */
export function phraseBook(phrases: readonly Phrase[]) {
  const compiled = phrases.map(({ from, to }) => ({ pattern: patternOf(from), to }));
  const translate = (text: string): string => {
    for (const { pattern, to } of compiled) {
      const found = pattern.exec(text);
      if (found !== null)
        return to.replaceAll(/\{(\d)(!?)\}/g, (_whole, at: string, inner: string) => {
          const part = found[Number(at) + 1] ?? '';
          return inner === '' ? part : translate(part);
        });
    }
    return text;
  };
  return {
    translate,
    /** Whether a phrase fits: what is new in the program is told by this. */
    knows: (text: string): boolean => compiled.some(({ pattern }) => pattern.test(text)),
  };
}

function patternOf(from: string): RegExp {
  const parts = from
    .split(/(\{\}|\{#\})/)
    .map((part) =>
      part === '{}'
        ? '([^]*?)'
        : part === '{#}'
          ? '([\\d.]+)'
          : part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`),
    );
  return new RegExp(`^${parts.join('')}$`, 'u');
}
