import type { EhrKit, KitService } from './ehr-kit.js';

/** The kit as a Markdown page to type from. What must be copied exactly stands in blocks of its own. */
export function kitPage(kit: EhrKit): string {
  return [
    `# ${kit.title}: setting up the tacrolimus service${kit.site === null ? '' : ` for ${kit.site}`}`,
    introduction(kit),
    section('What to do', numbered(kit.steps)),
    section('Endpoints', endpoints(kit)),
    section('Prefetch', prefetch(kit)),
    section('Token', token(kit)),
    section('Clients file', clientsFile(kit)),
    section(
      'Permissions',
      table(
        ['Scope', 'Why'],
        kit.scopes.map(({ scope, why }) => [code(scope), why]),
      ),
    ),
    section('When to call', triggers(kit)),
    section('Override reasons', reasons(kit)),
    section('Suggested orders', suggestions(kit)),
    section('Topics', topics(kit)),
    section('Links', links(kit)),
    section('Known limits', kit.limits.length === 0 ? 'None known.' : bullets(kit.limits)),
    section('Where this comes from', bullets(kit.notes.map(({ fact, source }) => `${fact} Source: ${source}.`))),
  ]
    .join('\n\n')
    .concat('\n');
}

/** A page without a site is a specimen, and stays true while the content changes. */
function introduction({ dialect, site, contentVersion, discoveryUrl, readsDiscovery }: EhrKit): string {
  const origin = site === null ? 'A specimen, with an invented address' : `Content version ${code(contentVersion)}`;
  const discovery = readsDiscovery ? ` Discovery address: ${code(discoveryUrl)}.` : '';
  return `${origin}. Made by ${code(`tacrolimus-cds ehr-kit --dialect ${dialect} --base-url <address> --site <name>`)}.${discovery}`;
}

function endpoints({ services, notCalled }: EhrKit): string {
  const rows = services.map(({ hook, endpoint, feedback }) => [
    code(hook),
    code(endpoint),
    feedback === null ? 'no feedback' : code(feedback),
  ]);
  const rest = notCalled.map(({ id, hook }) => `${code(id)} (${hook})`).join(', ');
  return [
    table(['Hook', 'Endpoint (POST)', 'Feedback (POST)'], rows),
    ...services
      .filter(({ isOtherDrug }) => isOtherDrug)
      .map(
        ({ id }) =>
          `${code(id)} is about orders of other drugs for patients on tacrolimus. It shows nothing until the site switches it on, and its silence never means "checked"; a site that does not want it leaves it out.`,
      ),
    'Register the addresses exactly as they stand: no slash at the end, no capital letter changed.',
    ...(rest === '' ? [] : [`Not called by this EHR, so not set up: ${rest}.`]),
  ].join('\n\n');
}

function prefetch({ prefetch: rows, leftOut, services, readsDiscovery }: EhrKit): string {
  const askedBy = (key: string) => {
    const asks = ({ prefetchKeys }: KitService) => prefetchKeys.some((each) => each === key);
    const others = services.filter((service) => !asks(service));
    if (others.length === 0) return 'all';
    if (others.every(({ isOtherDrug }) => isOtherDrug)) return `all but ${others.map(({ id }) => code(id)).join(', ')}`;
    return services
      .filter(asks)
      .map(({ id }) => code(id))
      .join(', ');
  };
  return [
    readsDiscovery
      ? 'The EHR reads these from discovery. They stand here to be checked.'
      : 'The EHR does not read discovery: type each key and template in.',
    table(
      ['Key', 'Required', 'Services', 'Why'],
      rows.map(({ key, required, why }) => [code(key), required ? 'yes' : 'no', askedBy(key), why]),
    ),
    'Without a required key nothing can be concluded about what rests on it; a card says so. A key that is not required makes the picture complete.',
    ...rows.map(({ key, template }) => `${code(key)}\n\n\`\`\`text\n${template}\n\`\`\``),
    ...leftOut.map(({ key, why }) => `Not asked: ${code(key)}, because ${why}.`),
  ].join('\n\n');
}

function token({
  token: { algorithms, issuer, subject, keys, lifetimeMinutes },
  services,
  discoveryUrl,
  readsDiscovery,
}: EhrKit): string {
  const audiences = services.flatMap(({ endpoint, feedback }) => [endpoint, ...(feedback === null ? [] : [feedback])]);
  const aud = [...(readsDiscovery ? [discoveryUrl] : []), ...audiences].map(code).join(', ');
  return table(
    ['Part', 'Value'],
    [
      [code('alg'), algorithms.join(' or ')],
      [code('aud'), `the address that is called: ${aud}`],
      [code('iss'), issuer],
      [code('sub'), subject],
      [code('jku'), keys],
      [
        code('exp'),
        lifetimeMinutes === null ? 'at most 60 minutes after `iat`' : `${lifetimeMinutes} minutes after \`iat\``,
      ],
      [code('jti'), 'a new one for each call; a repeated one is refused'],
    ],
  );
}

function clientsFile({ dialect, token: { algorithms } }: EhrKit): string {
  const lines = [
    'clients:',
    `  - id: ${dialect}`,
    '    issuer: # the `iss` above, character for character',
    '    keys:',
    '      jwksUrl: # the `jku` above',
    `    algorithms: [${algorithms.join(', ')}]`,
    `    dialect: ${dialect}`,
    '    fhirServers: [] # FHIR base URL of the site; or `fhirAccess: never`',
  ];
  return `Our side: one entry in the file that CLIENTS_FILE names.\n\n\`\`\`yaml\n${lines.join('\n')}\n\`\`\``;
}

function triggers({ services }: EhrKit): string {
  const conditional = services.filter(({ triggerCriteria }) => triggerCriteria.length > 0);
  if (conditional.length === 0) return 'No condition can be set there; the service answers quickly with no cards.';
  const part = ({ id, hook, triggerCriteria }: KitService) =>
    `${code(hook)} of ${code(id)}, only if:\n\n${bullets(triggerCriteria)}`;
  return ['Conditions that the EHR can check itself before it calls:', ...conditional.map(part)].join('\n\n');
}

function reasons({ overrideReasons, reasonsMappedInEhr }: EhrKit): string {
  if (overrideReasons === null) return 'Not shown by this EHR.';
  const head = ['Code', 'What the clinician reads', 'Cards', ...(reasonsMappedInEhr ? ['Reason in the EHR'] : [])];
  const rows = overrideReasons.map((reason) => [
    code(reason.code),
    reason.display,
    reason.topics.join(', '),
    ...(reasonsMappedInEhr ? ['........'] : []),
  ]);
  const systems = [...new Set(overrideReasons.map(({ system }) => code(system)))].join(', ');
  return `Code system: ${systems}.\n\n${table(head, rows)}`;
}

function suggestions({ suggestions: rows, orderCodeSystem }: EhrKit): string {
  if (rows.length === 0) return 'Not shown by this EHR.';
  const head = [
    'Suggestion',
    'Shown as',
    'Resource',
    'Standard code',
    ...(orderCodeSystem === null ? [] : ['Code of the site']),
  ];
  const cells = rows.map(({ id, shownAs, resourceType, standardCode, siteCode }) => [
    code(id),
    shownAs,
    resourceType,
    standardCode === null ? 'not known there' : code(standardCode),
    ...(orderCodeSystem === null ? [] : [siteCode === null ? '........' : code(siteCode)]),
  ]);
  const filling =
    orderCodeSystem === null
      ? []
      : [
          `Codes of the site belong to ${code(orderCodeSystem)}. Write them into \`suggestions.orderCodes.codes\` of the site's profile (hooks/README.md, "Give an EHR its own codes"); a suggestion with neither code is left out of the cards.`,
        ];
  return [table(head, cells), ...filling].join('\n\n');
}

function topics({ topics: rows }: EhrKit): string {
  return `Answers of clinicians are remembered by these codes; they never change.\n\n${table(
    ['Code', 'Card'],
    rows.map((topic) => [code(topic.code), topic.display]),
  )}`;
}

function links({ links: rows, linksRegistered }: EhrKit): string {
  const smart = rows.filter(({ type }) => type === 'smart');
  return [
    LINK_RULES[linksRegistered],
    table(
      ['Type', 'Address', 'Text'],
      rows.map(({ type, url, label }) => [type, code(url), label]),
    ),
    ...(smart.length === 0 ? ['No SMART app is linked.'] : []),
  ].join('\n\n');
}

const LINK_RULES: Readonly<Record<EhrKit['linksRegistered'], string>> = {
  none: 'Links of the cards:',
  smart: 'SMART links that are not registered with the EHR are not shown, without notice. Links of the cards:',
  all: 'Links that are not registered with the EHR are taken off the cards, without notice. Register these:',
};

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

/** Columns are padded, as the formatter of this project would. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replace(/\|/g, '\\|')));
  const widths = head.map((_, at) => Math.max(3, ...cells.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n');
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function numbered(lines: readonly string[]): string {
  return lines.map((line, at) => `${at + 1}. ${line}`).join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
