import type { ConcomitantOrder, DraftOrder, DrugClass } from '../../domain/medication.js';
import type { InteractionKind, InteractionParams } from './params.js';

/** What each class does beside tacrolimus; null: nothing of its own (docs/clinical/interaction.md#not-triggers). */
const KINDS: Readonly<Record<DrugClass, InteractionKind | null>> = {
  'cni-or-mtor': 'second-calcineurin-or-mtor-inhibitor',
  'cyp3a-inhibitor-strong': 'strong-inhibitor',
  'cyp3a-inhibitor-moderate': 'moderate-inhibitor',
  'cyp3a-inducer-strong': 'strong-inducer',
  'cyp3a-inducer-moderate': 'moderate-inducer',
  nsaid: 'nephrotoxin',
  aminoglycoside: 'nephrotoxin',
  amphotericin: 'nephrotoxin',
  'colistin-foscarnet-cidofovir': 'nephrotoxin',
  vancomycin: 'lesser-nephrotoxin',
  'tenofovir-disoproxil': 'lesser-nephrotoxin',
  cisplatin: 'lesser-nephrotoxin',
  'ace-inhibitor-or-arb': 'raises-potassium',
  'potassium-sparing': 'raises-potassium',
  potassium: 'raises-potassium',
  trimethoprim: 'raises-potassium',
  'vaccine-live': 'live-vaccine',
  'xanthine-oxidase-inhibitor': 'thiopurine-with-xanthine-oxidase-inhibitor',
  // What these do is told by another class of the same drug, or by another rule.
  ciclosporin: null,
  mycophenolate: null,
  corticosteroid: null,
  aminosalicylate: null,
  'pjp-prophylaxis': null,
  'c-difficile-treatment': null,
  'hepatitis-b-antiviral': null,
};

interface Orders {
  readonly drafts: readonly DraftOrder[];
  readonly draftConcomitants: readonly ConcomitantOrder[];
}

/** Whether the hook is about a drug that is looked for beside tacrolimus; told by the orders alone. */
export function mayInteract(
  { drafts, draftConcomitants }: Orders,
  { interaction: { modes } }: { readonly interaction: Pick<InteractionParams, 'modes'> },
): boolean {
  const isLookedFor = (kind: InteractionKind | null) => kind !== null && modes[kind] !== 'off';
  const isPlaced = ({ triggering, doNotPerform }: Pick<DraftOrder, 'triggering' | 'doNotPerform'>) =>
    triggering && !doNotPerform;
  return (
    draftConcomitants.some((order) => isPlaced(order) && order.classes.some((each) => isLookedFor(KINDS[each]))) ||
    (isLookedFor('thiopurine-with-xanthine-oxidase-inhibitor') &&
      drafts.some((order) => isPlaced(order) && order.drug.kind === 'thiopurine'))
  );
}
