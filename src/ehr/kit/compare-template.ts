/**
 * How a prefetch template that was typed in differs from the one it should be. The order of parameters does not matter.
 * @returns sentences; empty when it asks the same
 */
export function compareTemplates(typed: string, wanted: string): string[] {
  const [typedPath, typedParameters] = split(typed.trim());
  const [wantedPath, wantedParameters] = split(wanted);
  if (typedPath !== wantedPath) return [`begins with "${typedPath}", and must begin with "${wantedPath}"`];
  const missing = [...wantedParameters.keys()].filter((name) => !typedParameters.has(name));
  const extra = [...typedParameters.keys()].filter((name) => !wantedParameters.has(name));
  const different = [...wantedParameters].flatMap(([name, value]) => {
    const other = typedParameters.get(name);
    return other === undefined || other === value ? [] : [differenceOf(name, other, value)];
  });
  return [
    ...missing.map((name) => `lacks the parameter ${name}`),
    ...extra.map((name) => `has the parameter ${name}, which is not in the kit`),
    ...different,
  ];
}

/** Lists of codes are compared code by code: one that was lost is the usual slip, and hard to see. */
function differenceOf(name: string, typed: string, wanted: string): string {
  const [have, want] = [typed.split(','), wanted.split(',')];
  const lost = want.filter((each) => !have.includes(each));
  const foreign = have.filter((each) => !want.includes(each));
  if (want.length === 1 && have.length === 1) return `${name} is "${typed}", and must be "${wanted}"`;
  return [
    ...(lost.length > 0 ? [`${name} lacks ${lost.join(', ')}`] : []),
    ...(foreign.length > 0 ? [`${name} has ${foreign.join(', ')}, which is not in the kit`] : []),
  ].join('; ');
}

function split(template: string): [string, ReadonlyMap<string, string>] {
  const at = template.indexOf('?');
  if (at < 0) return [template, new Map()];
  const parameters = template
    .slice(at + 1)
    .split('&')
    .map((parameter): [string, string] => {
      const equals = parameter.indexOf('=');
      return equals < 0 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
    });
  return [template.slice(0, at), new Map(parameters)];
}
