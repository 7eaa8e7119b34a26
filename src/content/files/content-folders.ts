import { LANGUAGES } from '../../domain/language.js';

/** Every language but the shipped wording: its folder in `cards/` holds the same files again, in its words. */
export const TRANSLATIONS = LANGUAGES.slice(1);

/** A folder of the content, shipped or a site's. */
export interface ContentFolder {
  readonly home: 'hooks' | 'cards';
  /** As messages name it. */
  readonly name: string;
  /** The endings that files here have. Others are pointed out: a service in a `.yml` file would silently not exist. */
  readonly endings: readonly string[];
  /** The only YAML files that are read here; null where each file is one thing of many. */
  readonly names: readonly string[] | null;
  /** Folders inside it: read on their own, or no content at all (schema, cases). */
  readonly folders: readonly string[];
  readonly optional: boolean;
}

const SHARED_CARD_FILES = ['all-cards', 'evidence', 'gaps', 'labels', 'override-reasons', 'suggestions'] as const;

const leaf = { names: null, folders: [], optional: false } as const;

export const CONTENT_FOLDERS: readonly ContentFolder[] = [
  {
    home: 'hooks',
    name: 'hooks',
    endings: ['.yaml'],
    names: ['rules.yaml', 'sources.yaml'],
    folders: ['services', 'valuesets', 'dialects', 'schema', 'cases'],
    optional: false,
  },
  { ...leaf, home: 'hooks', name: 'hooks/services', endings: ['.yaml'] },
  { ...leaf, home: 'hooks', name: 'hooks/valuesets', endings: ['.json', '.csv'] },
  // Read by src/ehr/profile; it is here so that its words count in the content version.
  { ...leaf, home: 'hooks', name: 'hooks/dialects', endings: ['.yaml'], optional: true },
  {
    home: 'cards',
    name: 'cards',
    endings: ['.md', '.yaml'],
    names: SHARED_CARD_FILES.map((name) => `${name}.yaml`),
    folders: ['partials', ...TRANSLATIONS],
    optional: false,
  },
  { ...leaf, home: 'cards', name: 'cards/partials', endings: ['.md'] },
  ...TRANSLATIONS.flatMap((language): ContentFolder[] => [
    {
      home: 'cards',
      name: `cards/${language}`,
      endings: ['.md', '.yaml'],
      names: SHARED_CARD_FILES.map((name) => `${name}.yaml`),
      folders: ['partials'],
      optional: true,
    },
    { ...leaf, home: 'cards', name: `cards/${language}/partials`, endings: ['.md'], optional: true },
  ]),
];
