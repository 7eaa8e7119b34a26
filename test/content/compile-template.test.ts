import { describe, expect, test } from '@jest/globals';
import { Liquid } from 'liquidjs';
import { compileTemplate } from '../../src/content/cards/compile-template.js';

/** The shipped cards are compared at every load, each with all its samples; here is what a site might write besides. */
const scope = {
  facts: {
    list: ['a', 'b', 'c'],
    none: [],
    text: 'ng/mL',
    zero: 0,
    yes: true,
    no: false,
    nothing: null,
    deep: { x: 2 },
  },
  problems: [{ text: 'one' }, { text: 'two' }],
};
const liquid = new Liquid({
  lenientIf: true,
  ownPropertyOnly: true,
  jsTruthy: true,
  templates: { row: '{{ what }}{{ facts.text }}{% if last %}.{% endif %}', self: "{% render 'self' %}" },
  outputEscape: (value: unknown) => `<${String(value)}>`,
});

function both(text: string): readonly (string | null)[] {
  const templates = liquid.parse(text);
  const compiled = compileTemplate(templates, (name) => liquid.parseFileSync(name));
  return [compiled?.(scope) ?? null, String(liquid.renderSync(templates, scope, { globals: scope }))];
}

describe('what is compiled says what Liquid says', () => {
  test.each([
    'plain {{ facts.text }}, {{ facts.zero }}, {{ facts.deep.x }}',
    '{{ facts.list.first }} {{ facts.list.last }} {{ facts.list.size }} {{ facts.text.size }} {{ facts.deep.size }} {{ facts.list[1] }}',
    '{% if facts.zero %}a{% elsif facts.no %}b{% else %}c{% endif %}{% unless facts.nothing %}d{% else %}e{% endunless %}',
    '{% if facts.text contains "ng" and facts.yes %}a{% endif %}{% if facts.list contains "b" or facts.no %}b{% endif %}',
    '{% if facts.zero == 0 and facts.zero != 1 and facts.deep.x > 1 and facts.deep.x <= 2 %}a{% endif %}',
    '{% if facts.toString or facts.constructor or unknown.member.deep %}own members only{% endif %}',
    '{% case facts.text %}{% when "x", "ng/mL" %}a{% when "ng/mL" %}b{% else %}c{% endcase %}',
    '{% for each in facts.list %}{{ forloop.index }}{{ each }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
    '{% for each in facts.list limit: 2 %}{{ each }}{% if forloop.last %}!{% endif %}{% endfor %}',
    '{% for each in facts.none %}a{% else %}none{% endfor %}{% for each in facts.text %}{{ each }}{% endfor %}',
    '{% for outer in facts.list %}{% for inner in problems %}{{ outer }}{{ inner.text }}{{ forloop.index0 }}{% endfor %}{% endfor %}',
    '{% for each in problems %}{% render "row", what: each.text, last: forloop.last %}{% endfor %}{{ each }}',
    '{% assign kept = facts.list %}{% for each in kept %}{% assign kept = each %}{% endfor %}{{ kept }}{{ kept | size }}',
    '{% comment %}x{% endcomment %}{% # y %}z',
  ])('%s', (text) => {
    const [compiled, byLiquid] = both(text);
    expect(compiled).toBe(byLiquid);
  });
});

test.each([
  '{% for each in facts.list reversed %}{{ each }}{% endfor %}',
  '{% for each in facts.list %}{% if each == "b" %}{% break %}{% endif %}{% endfor %}',
  '{% if facts.text == empty %}{% endif %}',
  '{{ facts.text | default: "x" }}',
  '{{ facts[facts.text] }}',
])('what is not compiled is left to Liquid: %s', (text) => {
  expect(both(text)[0]).toBeNull();
});

test('a partial that renders itself is left to Liquid', () => {
  const templates = liquid.parse("{% render 'self' %}");
  expect(compileTemplate(templates, (name) => liquid.parseFileSync(name))).toBeNull();
});
