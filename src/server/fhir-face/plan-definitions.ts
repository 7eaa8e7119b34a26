import type { PlanDefinition, PlanDefinitionAction, RelatedArtifact, TriggerDefinition } from 'fhir/r4.js';
import type { Content } from '../../content/load-content.js';
import type { FindingId, RuleId } from '../../domain/finding.js';
import { RULE_MODES, type RuleMode, type RuleModeSetting } from '../../domain/service-definition.js';
import { RULES } from '../../rules/index.js';

export const CANONICAL = 'http://tacrolimus-cds.org';

/** One event-condition-action rule for each rule: when it is asked, what it can say, and on what evidence. */
export function planDefinitions(content: Content): PlanDefinition[] {
  return RULES.map(({ id, name, findings }) => {
    const triggers = triggersOf(content, id);
    const artifacts = artifactsOf(content, findings);
    return {
      resourceType: 'PlanDefinition',
      id,
      url: `${CANONICAL}/PlanDefinition/${id}`,
      version: content.version,
      name: pascalCase(id),
      title: name,
      type: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type', code: 'eca-rule' }],
      },
      status: isSpeaking(content, id) ? 'active' : 'draft',
      description: `${name}: what the service may say about it. It is evaluated by calling the service, and cannot be applied from here.`,
      ...(content.approvedOn === null ? {} : { approvalDate: content.approvedOn }),
      ...(artifacts.length === 0 ? {} : { relatedArtifact: artifacts }),
      library: [`${CANONICAL}/Library/content|${content.version}`],
      action: findings.map((finding) => actionOf(content, finding, triggers)),
    };
  });
}

function actionOf(
  { catalogue }: Content,
  finding: FindingId,
  triggers: readonly TriggerDefinition[],
): PlanDefinitionAction {
  const { topic } = catalogue.cards[finding] ?? {};
  return {
    ...(topic === undefined ? {} : { title: topic.display }),
    code: [{ text: finding }],
    ...(triggers.length === 0 ? {} : { trigger: [...triggers] }),
  };
}

/** The hooks at which some service asks the rule. */
function triggersOf({ services, siteRules }: Content, rule: RuleId): TriggerDefinition[] {
  const hooks = services.filter(({ rules }) => wordOf(moreCautious(rules[rule], siteRules[rule])) !== 'off');
  return [...new Set(hooks.map(({ hook }) => hook))].map((name) => ({ type: 'named-event', name }));
}

function isSpeaking({ services, siteRules }: Content, rule: RuleId): boolean {
  const modes = services.map(({ rules }) => wordOf(moreCautious(rules[rule], siteRules[rule])));
  return modes.some((mode) => mode === 'live' || mode === 'pilot');
}

function moreCautious(one: RuleModeSetting = 'off', other: RuleModeSetting = 'live'): RuleModeSetting {
  return RULE_MODES.indexOf(wordOf(one)) <= RULE_MODES.indexOf(wordOf(other)) ? one : other;
}

function wordOf(setting: RuleModeSetting): RuleMode {
  return typeof setting === 'string' ? setting : setting.mode;
}

/** The evidence that the cards of the rule cite, each source once. */
function artifactsOf({ catalogue, evidence }: Content, findings: readonly FindingId[]): RelatedArtifact[] {
  const keys = new Set(findings.flatMap((finding) => catalogue.cards[finding]?.evidence ?? []));
  return [...keys].flatMap((key) => {
    const source = evidence[key];
    if (source === undefined) return [];
    return [{ type: 'citation', label: key, display: source.claim, url: source.url }];
  });
}

/** `thiopurine-plan` -> `ThiopurinePlan`: names are for programs. */
export function pascalCase(id: string): string {
  const words = id.split(/[^A-Za-z0-9]/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
