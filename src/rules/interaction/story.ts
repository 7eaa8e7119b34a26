import type { ConcomitantFact, ConcomitantOrder, DrugClass, MedicationFact } from '../../domain/medication.js';
import { DAY_MS } from '../../domain/time.js';
import type { RuleModule } from '../rule.js';
import { known, quietChart } from '../shared/quiet-chart.js';

const DRAFTED: readonly DrugClass[] = [
  ...(['cni-or-mtor', 'vaccine-live', 'cyp3a-inhibitor-strong', 'nsaid', 'cyp3a-inducer-strong'] as const),
  ...([
    'cyp3a-inhibitor-moderate',
    'cyp3a-inducer-moderate',
    'cisplatin',
    'xanthine-oxidase-inhibitor',
    'ace-inhibitor-or-arb',
  ] as const),
];

/** Every kind of partner at once: whichever a site lets speak, one of them is there. */
export const interactionStory: RuleModule['story'] = {
  expects: 'interaction',
  chart: (asOf) => {
    const chart = quietChart(asOf, 200);
    const [immediate] = chart.medications.items;
    const [order] = chart.drafts;
    if (immediate === undefined || order === undefined) throw new Error('the quiet chart has no tacrolimus');
    const stopped: MedicationFact = { ...immediate, status: 'stopped' };
    const { source, intent, doNotPerform, supplyDays, recordedOn, start } = immediate;
    const line = { source, intent, doNotPerform, supplyDays, recordedOn, start, reference: null, changedOn: null };
    const yesterday = { from: asOf - DAY_MS, to: asOf - DAY_MS, precision: 'instant', reported: '' } as const;
    const ended = (name: DrugClass): ConcomitantFact => ({
      ...{ ...line, status: 'stopped', end: yesterday, name: `stopped ${name}`, display: name, classes: [name] },
    });
    return {
      ...chart,
      drafts: [{ ...order, drug: { kind: 'tacrolimus', route: 'systemic', release: 'extended' } }],
      draftConcomitants: DRAFTED.map(drafted),
      medications: known([
        immediate,
        stopped,
        { ...immediate, drug: { kind: 'thiopurine', name: 'azathioprine' }, display: 'azathioprine' },
      ]),
      concomitants: known([ended('cyp3a-inducer-strong'), ended('cyp3a-inhibitor-strong')]),
    };
  },
  otherDrug: (asOf) => {
    const order = { ...drafted('cyp3a-inhibitor-strong'), triggering: true };
    return { ...quietChart(asOf, 200), drafts: [], draftConcomitants: [order] };
  },
};

function drafted(name: DrugClass): ConcomitantOrder {
  const order = { triggering: false, status: 'draft', doNotPerform: false, reference: null };
  return { ...order, display: name, name, classes: [name] };
}
