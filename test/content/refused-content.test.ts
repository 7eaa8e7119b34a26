import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ContentError, type ContentProblem } from '../../src/content/files/content-error.js';
import { buildContent } from '../../src/content/load-content.js';
import { complaintsOf, edited, ownFiles, type Edit } from './content-in-memory.js';
import { ContentCopy } from './content-copy.js';

const shippedLines = readFileSync(new URL('../../hooks/rules.yaml', import.meta.url), 'utf8').split('\n');
const lineOf = (text: string) => String(shippedLines.findIndex((line) => line.includes(text)) + 1);
/** Comments come and go in the shipped file; the line of a complaint is found by what stands on it. */
const placed = (complaint: string) =>
  complaint
    .replace('{limit}', lineOf('  limit: 15'))
    .replace(/\{limit\+(\d)\}/, (_, more: string) => String(Number(lineOf('  limit: 15')) + Number(more)))
    .replace('{aboveLimit}', lineOf('aboveLimit: warning'));

/** What was edited, and the beginning of a line that the operator must then read. */
const slips: readonly (readonly [title: string, file: string, from: string, to: string, complaint: string])[] = [
  [
    'a limit above its range',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: 150',
    'hooks/rules.yaml:{limit}:10 trough.limit: 150 ng/mL is above the allowed maximum 25',
  ],
  [
    'a limit below its range',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: 1',
    'hooks/rules.yaml:{limit}:10 trough.limit: 1 ng/mL is below the allowed minimum 10',
  ],
  [
    'a limit above the critical limit',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: 22',
    'hooks/rules.yaml:{limit+2}:13 trough.critical: must be above trough.limit, otherwise the warning band is empty',
  ],
  [
    'a word for a number',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: fifteen',
    'hooks/rules.yaml:{limit}:10 trough.limit: "fifteen" is not a number',
  ],
  [
    'an infinite limit',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: .inf',
    'hooks/rules.yaml:{limit}:10 trough.limit: .inf is not a number',
  ],
  [
    'a number with an underscore is text in YAML 1.2',
    'hooks/rules.yaml',
    'maxGapDays: 30',
    'maxGapDays: 3_0',
    'hooks/rules.yaml:12:15 course.maxGapDays: "3_0" is not a number',
  ],
  [
    'half a day',
    'hooks/rules.yaml',
    'maxGapDays: 30',
    'maxGapDays: 30.5',
    'hooks/rules.yaml:12:15 course.maxGapDays: 30.5 days is not a whole number',
  ],
  [
    'a misspelt setting',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limt: 15',
    'hooks/rules.yaml:{limit}:3 trough.limt: unknown key',
  ],
  [
    'a setting given twice',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: 15\n  limit: 16',
    'hooks/rules.yaml:{limit+1}:3 this key stands here a second time',
  ],
  [
    'broken YAML',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: [15',
    'hooks/rules.yaml:{limit+2}:3 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a tab, reported once',
    'hooks/rules.yaml',
    '  limit: 15',
    '\tlimit: 15',
    'hooks/rules.yaml:{limit}:1 not valid YAML: a tab; lines are indented with spaces',
  ],
  [
    'no colon',
    'hooks/rules.yaml',
    '  critical: 20',
    '  critical 20',
    'hooks/rules.yaml:{limit+2}:3 not valid YAML: a setting is written "name: value", with a colon and a space between the two',
  ],
  [
    'no space behind the colon',
    'hooks/rules.yaml',
    '  critical: 20',
    '  critical:20',
    'hooks/rules.yaml:{limit+2}:3 not valid YAML: a setting is written "name: value", with a colon and a space between the two',
  ],
  [
    'no colon in the first line of a group',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit 15',
    'hooks/rules.yaml:{limit+2}:1 not valid YAML: this line is indented differently from the ones it belongs to, or a line above it lacks its colon',
  ],
  [
    'a second colon',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: at most: 15',
    'hooks/rules.yaml:{limit}:10 not valid YAML: a second colon, or a line that is indented too far; text that holds a colon stands in quotes',
  ],
  [
    'a line that is indented by one space less',
    'hooks/rules.yaml',
    '  limit: 15',
    ' limit: 15',
    'hooks/rules.yaml:{limit+2}:1 not valid YAML: this line is indented differently from the ones it belongs to, or a line above it lacks its colon',
  ],
  [
    'text that begins with a reserved character',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: @15',
    'hooks/rules.yaml:{limit}:10 not valid YAML: text that begins with this character stands in quotes',
  ],
  [
    'an alias',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit: &x 15\n  x: *x',
    'hooks/rules.yaml:{limit+1}:6 anchors and aliases (& and *) are not used in these files; write the value out',
  ],
  [
    'an unknown severity',
    'hooks/rules.yaml',
    'aboveLimit: warning',
    'aboveLimit: warn',
    'hooks/rules.yaml:{aboveLimit}:17 trough.severity.aboveLimit: "warn" is not allowed here',
  ],
  [
    'an unknown time zone',
    'hooks/rules.yaml',
    'timeZone: UTC',
    'timeZone: London',
    'hooks/rules.yaml:7:11 timeZone: "London" is not a time zone name such as Europe/London',
  ],
  [
    'a setting without a value',
    'hooks/rules.yaml',
    '  limit: 15',
    '  limit:',
    'hooks/rules.yaml:{limit}:9 trough.limit: an empty value is not a number',
  ],
  [
    'an unknown mode',
    'hooks/services/tacrolimus-order-sign.yaml',
    'trough: live',
    'trough: loud',
    'hooks/services/tacrolimus-order-sign.yaml:34:11 rules.trough: "loud" is not allowed here',
  ],
  [
    'a misspelt rule',
    'hooks/services/tacrolimus-order-sign.yaml',
    'trough: live',
    'throu: live',
    'hooks/services/tacrolimus-order-sign.yaml:33:3 rules.trough: is missing',
  ],
  [
    'an unknown source',
    'hooks/services/tacrolimus-order-sign.yaml',
    '- creatinine',
    '- creatinin',
    'hooks/services/tacrolimus-order-sign.yaml:16:5 sources[1]: "creatinin" is not allowed here',
  ],
  [
    'an unknown hook',
    'hooks/services/tacrolimus-order-sign.yaml',
    'hook: order-sign',
    'hook: order-signed',
    'hooks/services/tacrolimus-order-sign.yaml:3:7 hook: "order-signed" is not allowed here',
  ],
  [
    'a service id that is taken',
    'hooks/services/tacrolimus-order-sign.yaml',
    'id: tacrolimus-order-sign',
    'id: tacrolimus-order-select',
    'hooks/services/tacrolimus-order-sign.yaml:2:5 id: the service id "tacrolimus-order-select" is already used in hooks/services/tacrolimus-order-select.yaml; each service needs its own',
  ],
  [
    'a template with a modifier',
    'hooks/sources.yaml',
    'Condition?patient',
    'Condition?category=problem-list-item&subject:Patient',
    'hooks/sources.yaml:45:13 conditions.template: subject: modifiers are not carried out by every client',
  ],
  [
    'a template with an unknown value set',
    'hooks/sources.yaml',
    'lab-tacrolimus-trough',
    'lab-tacrolimus-through',
    'hooks/sources.yaml:18:13 tacrolimusLevels.template: there is no value set "lab-tacrolimus-through" in hooks/valuesets',
  ],
  [
    'a template with an open brace',
    'hooks/sources.yaml',
    '{codes:lab-creatinine-blood,lab-creatinine-baseline}',
    '{codes:lab-creatinine-blood',
    'hooks/sources.yaml:13:13 creatinine.template: a token must be written {{...}}, both braces closed',
  ],
  [
    'a code that is a number',
    'hooks/valuesets/lab-tpmt-and-nudt15.json',
    '"93193-1"',
    '93193',
    'hooks/valuesets/lab-tpmt-and-nudt15.json:27:15 compose.include[0].concept[0].code: 93193 is not text (put quotes around it)',
  ],
  [
    'broken JSON',
    'hooks/valuesets/lab-tpmt-and-nudt15.json',
    '"status": "active",',
    '"status": "active"',
    'hooks/valuesets/lab-tpmt-and-nudt15.json:9:2 not valid JSON: Missing , between entries',
  ],
  [
    'a value set under another name',
    'hooks/valuesets/lab-tpmt-and-nudt15.json',
    '"id": "lab-tpmt-and-nudt15"',
    '"id": "lab-tpmt-nudt15"',
    'hooks/valuesets/lab-tpmt-and-nudt15.json:1:1 the id inside is "lab-tpmt-nudt15": the file must be named lab-tpmt-nudt15.json',
  ],
  [
    'an unknown evidence key',
    'cards/trough-high.md',
    'trough-ceiling',
    'trough-celing',
    'cards/trough-high.md:10:28 evidence[1]: "trough-celing" is not in cards/evidence.yaml',
  ],
  [
    'an unknown override reason',
    'cards/trough-high.md',
    'overrideReasons: [aware,',
    'overrideReasons: [awair,',
    'cards/trough-high.md:11:19 overrideReasons[0]: "awair" is not in cards/override-reasons.yaml',
  ],
  [
    'a topic with a blank',
    'cards/trough-high.md',
    'TacrolimusTroughHigh',
    'tacrolimus trough-high',
    'cards/trough-high.md:7:9 topic.code: "tacrolimus trough-high" must be letters and digits only, at most 100',
  ],
  [
    'a topic that is taken',
    'cards/trough-high.md',
    'TacrolimusTroughHigh',
    'TacrolimusTroughLow',
    'cards/trough-low.md:7:9 topic.code: is already the topic of cards/trough-high.md; each card needs its own',
  ],
  [
    'a source without https',
    'cards/trough-high.md',
    'url: https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1860021/\ntopic',
    'url: www.ncbi.nlm.nih.gov\ntopic',
    'cards/trough-high.md:5:8 source.url: "www.ncbi.nlm.nih.gov" is not an https:// address',
  ],
  [
    'an unknown variable in the text',
    'cards/trough-high.md',
    'Tacrolimus **{{ facts.level.reported }}**',
    'Tacrolimus **{{ facts.levle.reported }}**',
    'cards/trough-high.md:19:17 unknown variable facts.levle.reported',
  ],
  [
    'an unknown variable in the summary',
    'cards/trough-high.md',
    'Tacrolimus {{ facts.level.reported }} (',
    'Tacrolimus {{ facts.levle.reported }} (',
    'cards/trough-high.md:2:10 summary: unknown variable facts.levle.reported',
  ],
  [
    'arithmetic',
    'cards/trough-high.md',
    'Repeat the level;',
    'Repeat {{ facts.limit | times: 2 }};',
    'cards/trough-high.md:34:72 unknown filter times',
  ],
  [
    'a way around escaping',
    'cards/trough-high.md',
    'Repeat the level;',
    'Repeat {{ facts.level.reported | raw }};',
    'cards/trough-high.md:34:72 unknown filter raw',
  ],
  [
    'a tag that prints unescaped',
    'cards/trough-high.md',
    'Repeat the level;',
    'Repeat {% echo facts.level.reported %};',
    'cards/trough-high.md:34:72 unknown tag echo',
  ],
  [
    'an unknown partial',
    'cards/trough-high.md',
    "{% render 'evidence' %}",
    "{% render 'evidenze' %}",
    'cards/trough-high.md:58:1 there is no partial "evidenze" in cards/partials',
  ],
  [
    'an open tag',
    'cards/trough-high.md',
    'CYP3A inhibitors, an inducer',
    '{% if facts.male %}CYP3A',
    'cards/trough-high.md:35:3 tag {% if facts.male %} not closed',
  ],
  [
    'a value that may be missing',
    'cards/trough-high.md',
    'Repeat the level;',
    'Week {{ facts.weekOfCourse }}',
    'cards/trough-high.md:34:70 prints a value that may be missing; put it inside {% if %}',
  ],
  [
    'a group printed as a value',
    'cards/trough-high.md',
    'Repeat the level;',
    'Repeat {{ facts.level }}',
    'cards/trough-high.md:34:72 prints a list, a group or a yes/no; name one of its values',
  ],
  [
    'HTML',
    'cards/trough-high.md',
    'Repeat the level;',
    '<b>Repeat</b>',
    'cards/trough-high.md:34:65 HTML and script links are not allowed',
  ],
  [
    'a link to an address from the record',
    'cards/trough-high.md',
    'Repeat the level;',
    '[x](https://example.org/{{ facts.limit }})',
    'cards/trough-high.md:34:67 the target of a link must be written out, without {{ }}',
  ],
  [
    'a summary that comes out too long',
    'cards/trough-high.md',
    ' is above {{ facts.limit | num }} ng/mL{%',
    ' is above {{ facts.limit | num }} ng/mL, which is more than anybody should have for long, and here the sentence goes on and on until nobody reads it any more{%',
    'cards/trough-high.md:2:10 summary: comes out at 196 characters, and must stay under 140',
  ],
  [
    'an unknown variable in a partial',
    'cards/partials/facts-table.md',
    'row.converted',
    'row.convertd',
    'cards/partials/facts-table.md:5:52 unknown variable row.convertd',
  ],
  [
    'an unknown fact in a gap',
    'cards/gaps.yaml',
    'facts.maxAgeDays',
    'facts.maxAge',
    'cards/gaps.yaml:18:11 missing.creatinine-stale.text: unknown variable facts.maxAge',
  ],
  [
    'a gap without wording',
    'cards/gaps.yaml',
    '  malformed: not readable\n',
    '',
    'cards/gaps.yaml:126:3 dropped.malformed: is missing',
  ],
  [
    'Liquid in a sentence without facts',
    'cards/gaps.yaml',
    'malformed: not readable',
    'malformed: "{{ facts.x }}"',
    'cards/gaps.yaml:139:14 dropped.malformed: this sentence has no facts to print; write it without {{ }} and {% %}',
  ],
  [
    'a label without wording',
    'cards/labels.yaml',
    'level-current: ',
    'level-currently: ',
    'cards/labels.yaml:33:3 rows.level-current: is missing',
  ],
  [
    'a short name that is too long',
    'cards/labels.yaml',
    'short: thiopurine plan',
    'short: plan for a thiopurine',
    'cards/labels.yaml:23:12 rules.thiopurine-plan.short: is longer than the allowed 18 characters',
  ],
  [
    'a code without quotes',
    'cards/suggestions.yaml',
    "code: '1256'",
    'code: 1256',
    'cards/suggestions.yaml:101:11 draft-azathioprine.coding.code: 1256 is not text (put quotes around it)',
  ],
  [
    'evidence tied to an unknown fact',
    'cards/evidence.yaml',
    'onlyIfFact: male',
    'onlyIfFact: man',
    'cards/evidence.yaml:30:15 aki-male-cohort.onlyIfFact: no finding has a fact named "man"',
  ],
  [
    'evidence tied to a fact that is no yes or no',
    'cards/evidence.yaml',
    'onlyIfFact: male',
    'onlyIfFact: slowDecline',
    'cards/evidence.yaml:30:15 aki-male-cohort.onlyIfFact: the fact "slowDecline" is never just true, so this would never be printed',
  ],
  [
    'a card without front matter',
    'cards/trough-high.md',
    '---\nsummary',
    'summary',
    'cards/trough-high.md:1:1 must begin with front matter: a line ---, the settings, and another line ---',
  ],
];

describe('content that is refused', () => {
  it('an option that is no drug of a value set is named with its place', () => {
    const problems: ContentProblem[] = [];
    buildContent(
      edited(['hooks/rules.yaml', '    pouchitis: [infliximab,', '    pouchitis: [inflixmab,']),
      '0',
      problems,
    );
    expect(problems).toEqual([
      expect.objectContaining({
        path: 'thiopurine-plan.options.pouchitis[0]',
        column: 17,
        line: Number(lineOf('    pouchitis: [')),
      }),
    ]);
  });

  it.each(slips)('%s is named with its place', (_title, file, from, to, complaint) => {
    const edit: Edit = [file, from, to];
    expect(complaintsOf(edited(edit)).filter((line) => line.startsWith(placed(complaint)))).toHaveLength(1);
  });

  it.each([
    ['hooks/rules.yaml', 'this file is missing'],
    ['hooks/sources.yaml', 'this file is missing'],
    ['cards/gaps.yaml', 'this file is missing'],
    ['cards/trough-high.md', 'this file is missing: every finding needs a card'],
  ])('without %s: %s', (file, message) => {
    const files = new Map(ownFiles);
    files.delete(file);
    expect(complaintsOf(files)).toContain(`${file}:1:1 ${message}`);
  });

  it('a card that belongs to no finding is refused', () => {
    const files = new Map(ownFiles).set('cards/trough-hihg.md', ownFiles.get('cards/trough-high.md') ?? '');
    expect(complaintsOf(files)).toContainEqual(
      expect.stringMatching(
        /^cards\/trough-hihg\.md:1:1 no finding has this name, did you mean "trough-high"\? there are aki-stage, /,
      ),
    );
  });

  it('a value set that the program needs may not be missing', () => {
    const files = new Map(ownFiles);
    files.delete('hooks/valuesets/tacrolimus-systemic.json');
    expect(complaintsOf(files)).toContainEqual(expect.stringMatching(/^hooks\/valuesets:1:1 .*tacrolimus-systemic/));
  });

  it('problems in every part are reported together, sorted by file and line, and nothing is loaded', async () => {
    const copy = await ContentCopy.make();
    try {
      await copy.replace('hooks/rules.yaml', '  limit: 15', '  limit: 150');
      await copy.replace('hooks/rules.yaml', 'maxGapDays: 30', 'maxGapDays: 3');
      await copy.replace('hooks/services/tacrolimus-order-sign.yaml', 'trough: live', 'trough: loud');
      await copy.replace('hooks/valuesets/lab-tpmt.json', '"id": "lab-tpmt"', '"id": 7');
      await copy.replace('cards/labels.yaml', 'level-current: ', 'level-currently: ');
      await copy.replace('cards/trough-low.md', 'code: TacrolimusTroughLow', 'code: Trough Low');
      await copy.write('hooks/services/extra.yml', 'id: extra');
      await copy.write('hooks/services/.hidden', 'not content');
      const problem: unknown = await copy.load().catch((error: unknown) => error);
      expect(problem).toBeInstanceOf(ContentError);
      const { problems } = problem as ContentError;
      expect(problems.map(({ file, path }) => `${file} ${path}`)).toEqual([
        'cards/labels.yaml rows.level-current',
        'cards/labels.yaml rows.level-currently',
        'cards/trough-low.md topic.code',
        'hooks/rules.yaml course.maxGapDays',
        'hooks/rules.yaml trough.limit',
        'hooks/services/extra.yml ',
        'hooks/services/tacrolimus-order-sign.yaml rules.trough',
        'hooks/valuesets/lab-tpmt.json id',
      ]);
    } finally {
      await copy.discard();
    }
  });

  it('a folder that is not there is named', async () => {
    const { loadContent } = await import('../../src/content/load-content.js');
    await expect(loadContent({ hooksDir: 'no-such-folder', cardsDir: 'cards' })).rejects.toThrow(
      'hooks:1:1 this folder cannot be read',
    );
  });
});
