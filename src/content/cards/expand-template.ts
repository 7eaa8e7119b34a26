/** `{codes:a,b}` or `{codes:a,b from http://loinc.org https://lab.example.org}`: codes of value sets, kept in one place. */
const CODES = /(?<!\{)\{codes:([^{}]*)\}/g;
const LOINC = 'http://loinc.org';

/** The codes of a value set, in its own order. */
export type CodesOf = (valueSet: string) => readonly { readonly system: string; readonly code: string }[] | null;

export type Expansion = { readonly template: string } | { readonly faults: readonly string[] };

/**
 * Writes the codes of value sets into a prefetch template as FHIR tokens (`http://loinc.org|2160-0,...`), so that the
 * list is not typed twice. Without `from`, LOINC codes only: the ones every EHR understands.
 */
export function expandTemplate(template: string, codesOf: CodesOf): Expansion {
  const faults: string[] = [];
  const expanded = template.replace(CODES, (_whole, inside: string) => {
    const [names = '', systems] = inside.split(/ +from +/);
    const wanted = systems === undefined ? [LOINC] : systems.trim().split(/ +/);
    const tokens = names.split(',').flatMap((name) => {
      const codes = codesOf(name.trim());
      if (codes === null) faults.push(`there is no value set "${name.trim()}" in hooks/valuesets`);
      return (codes ?? [])
        .filter(({ system }) => wanted.includes(system))
        .map(({ system, code }) => `${system}|${encodeURIComponent(code)}`);
    });
    if (tokens.length === 0 && faults.length === 0) {
      faults.push(`the value sets named in {codes:...} hold no codes of ${wanted.join(' or ')}`);
    }
    return [...new Set(tokens)].join(',');
  });
  return faults.length > 0 ? { faults } : { template: expanded };
}
