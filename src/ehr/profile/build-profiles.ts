import { checkShape } from '../../content/check/check-shape.js';
import { ContentError, type ContentProblem } from '../../content/files/content-error.js';
import { wholeFile, type ContentFiles } from '../../content/files/content-files.js';
import { mergeYaml } from '../../content/files/merge-yaml.js';
import { messageName } from '../../content/files/site-overlay.js';
import type { ContentCatalogue } from '../../content/load-content.js';
import { readLayers } from '../../content/files/load-yaml-file.js';
import { didYouMean } from '../../content/files/nearest-name.js';
import type { YamlSource } from '../../content/files/yaml-source.js';
import { SOURCES } from '../../domain/fact-set.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { type CardCatalogue, cardCatalogue } from '../kit/card-catalogue.js';
import { bindProfile, type EhrProfile } from './ehr-profile.js';
import {
  COUNTRY_PROFILES,
  profileFile,
  isProfileName,
  SHIPPED_PROFILES,
  type ProfileFile,
  type ShippedProfile,
} from './profile-schema.js';
import type { CardRenderer } from '../../domain/ports.js';
import { isJsonObject } from '../../cds-hooks/request/json-body.js';

const FOLDER = 'hooks/dialects/';

/** Every profile by its name: those of the product, and those that the site added. */
export type EhrProfiles = Readonly<Record<ShippedProfile, EhrProfile>> & Readonly<Partial<Record<string, EhrProfile>>>;

/** What the profiles are read from and applied to; loaded content has it all. */
export interface ProfileSubject {
  readonly files: ContentFiles;
  readonly cards: CardRenderer;
  readonly services: readonly ServiceDefinition[];
  readonly catalogue: Pick<ContentCatalogue, 'overrideReasons'>;
}

/** One profile file laid over everything below it. */
interface Layered {
  readonly source: YamlSource;
  /** What its own file says, without the profile that it extends. */
  readonly own: unknown;
}

interface Profile {
  readonly name: string;
  readonly source: YamlSource;
  readonly file: ProfileFile;
}

/** What is wrong with the profiles by themselves, whatever the rest of the content is. */
export function findProfileFaults(files: ContentFiles): ContentProblem[] {
  const problems: ContentProblem[] = [];
  readProfiles(files, problems);
  return problems;
}

/** Who relies on which profile, in words for a message. */
export function profileUsers(
  clients: readonly { readonly id: string; readonly dialect: string }[],
): ReadonlyMap<string, string> {
  return new Map(clients.map(({ id, dialect }) => [dialect, `client "${id}" of the clients file`]));
}

/**
 * Reads `hooks/dialects/*.yaml`: the profiles of the product, a site's changes laid over them, and profiles that a site
 * adds on top of one of them (two sites of one vendor differ in the orders they built).
 * @param named profiles that must be there, see {@link profileUsers}
 * @throws ContentError listing every problem with file, line and column
 */
export function buildProfiles(content: ProfileSubject, named: ReadonlyMap<string, string> = new Map()): EhrProfiles {
  const problems: ContentProblem[] = [];
  // Rendered only for a site that has filled in codes of its orders: every sample of every card takes longer than all profiles.
  let rendered: CardCatalogue | null = null;
  const suggestions = () => (rendered ??= cardCatalogue(content.cards)).suggestions;
  const { overrideReasons } = content.catalogue;
  const profiles = readProfiles(content.files, problems);
  for (const profile of profiles) problems.push(...findMisfits(profile, content));
  const names = namesIn(content.files);
  for (const [name, who] of [...named].filter(([name]) => !names.includes(name))) {
    const message = `there is no such profile, and ${who} uses it${didYouMean(name, names) || ';'} there are ${names.join(', ')}`;
    problems.push(wholeFile(fileOf(name), message));
  }
  if (problems.length > 0) {
    throw new ContentError(problems.map((each) => ({ ...each, file: messageName(content.files, each.file) })));
  }
  const bound = profiles.map(({ name, file }) => [name, bindProfile(file, suggestions, overrideReasons)] as const);
  return Object.freeze(Object.fromEntries(bound)) as EhrProfiles;
}

/** Files are checked when they are loaded and bound when they are put in force: they are read once for both. */
const profilesIn = new WeakMap<
  ContentFiles,
  { readonly profiles: readonly Profile[]; readonly problems: readonly ContentProblem[] }
>();

/** Every profile that can be read, those of the product first. */
function readProfiles(files: ContentFiles, problems: ContentProblem[]): readonly Profile[] {
  const known = profilesIn.get(files);
  const found: ContentProblem[] = [];
  const profiles = known?.profiles ?? readEach(files, found);
  profilesIn.set(files, known ?? { profiles, problems: found });
  problems.push(...(known?.problems ?? found));
  return profiles;
}

function readEach(files: ContentFiles, problems: ContentProblem[]): Profile[] {
  const shipped = new Map<string, Layered | null>(
    SHIPPED_PROFILES.map((name) => [name, readShipped(name, files, problems)]),
  );
  return namesIn(files).flatMap((name) => {
    const layered = shipped.has(name) ? shipped.get(name) : readAdded(name, shipped, files, problems);
    const file = layered ? checkProfile(name, layered, problems) : null;
    return layered && file !== null ? [{ name, source: layered.source, file }] : [];
  });
}

function namesIn(files: ContentFiles): string[] {
  const found = [...files.keys()].flatMap((file) => /^hooks\/dialects\/(.*)\.yaml$/.exec(file)?.[1] ?? []);
  return [...new Set<string>([...SHIPPED_PROFILES, ...found])];
}

function readShipped(name: ShippedProfile, files: ContentFiles, problems: ContentProblem[]): Layered | null {
  const source = readLayers(files, fileOf(name), problems);
  if (source === null) return null;
  if (!isJsonObject(source.value) || source.value.extends === undefined) return { source, own: source.value };
  report(problems, source, ['extends'], 'this profile is one of the product and extends none; give yours another name');
  return null;
}

/** The file laid over the profile that it names, so that it holds only what differs. */
function readAdded(
  name: string,
  shipped: ReadonlyMap<string, Layered | null>,
  files: ContentFiles,
  problems: ContentProblem[],
): Layered | null {
  if (!isProfileName(name)) {
    problems.push(wholeFile(fileOf(name), 'the name of a profile has only small letters, digits and hyphens'));
    return null;
  }
  const source = readLayers(files, fileOf(name), problems);
  if (source === null) return null;
  const own = source.value ?? {};
  const base = isJsonObject(own) ? own.extends : undefined;
  if (typeof base === 'string' && shipped.has(base)) {
    const below = shipped.get(base);
    // A profile of the product that cannot be used was told already.
    return below ? { source: mergeYaml(below.source, source), own } : null;
  }
  const names = SHIPPED_PROFILES.join(', ');
  const near = didYouMean(typeof base === 'string' ? base : (name.split('-')[0] ?? name), SHIPPED_PROFILES);
  const seen = typeof base === 'string' ? `"${base}" is no profile of the product` : 'is missing';
  const why = 'a profile of your own names the profile of the product that it changes';
  report(problems, source, ['extends'], `${seen}${near || ';'} allowed: ${names} (${why})`);
  return null;
}

function checkProfile(name: string, { source, own }: Layered, problems: ContentProblem[]): ProfileFile | null {
  const file = checkShape(profileFile, source, problems);
  const ownName = isJsonObject(own) ? own.name : undefined;
  if (file !== null && ownName !== undefined && ownName !== name) {
    report(problems, source, ['name'], `must be ${name}, like the file`);
  }
  return file === null ? null : { ...file, name };
}

/** What does not fit the rest of the content. */
function findMisfits({ source, file }: Profile, { services, catalogue }: ProfileSubject): ContentProblem[] {
  const problems: ContentProblem[] = [];
  for (const key of SOURCES) {
    if (file.search.leaveOut[key] === undefined) continue;
    if (services.some(({ sources }) => sources[key]?.required === true)) {
      const message = 'is required (hooks/sources.yaml), so it cannot be left out';
      report(problems, source, ['search', 'leaveOut', key], message);
    }
  }
  // A site may have replaced the sets of which a profile of the product would ask other codes; its own knows what it asks.
  const systems = COUNTRY_PROFILES.includes(file.name) ? Object.keys(file.search.codeSystems) : systemsIn(services);
  for (const system of Object.keys(file.search.codeSystems).filter((each) => !systems.includes(each))) {
    const message = `no value set of hooks/sources.yaml has codes of it${didYouMean(system, systems) || ';'} there are ${systems.join(', ')}`;
    const path = ['search', 'codeSystems', system];
    problems.push({ ...source.positionOfKey(path), path: path.join('.'), message });
  }
  const reasons = Object.keys(catalogue.overrideReasons);
  for (const key of Object.keys(file.overrideReasons.codes).filter((each) => !reasons.includes(each))) {
    const message = `is not in cards/override-reasons.yaml${didYouMean(key, reasons) || ';'} there are ${reasons.join(', ')}`;
    const path = ['overrideReasons', 'codes', key];
    problems.push({ ...source.positionOfKey(path), path: path.join('.'), message });
  }
  return problems;
}

/** Code systems that a profile may ask for besides. */
function systemsIn(services: readonly ServiceDefinition[]): string[] {
  const codes = services.flatMap(({ sources }) => Object.values(sources).map(({ otherCodes = {} }) => otherCodes));
  return [...new Set(codes.flatMap((each) => Object.keys(each)))].sort();
}

function report(problems: ContentProblem[], source: YamlSource, path: readonly string[], message: string): void {
  problems.push({ ...source.positionOf(path), path: path.join('.'), message });
}

function fileOf(name: string): string {
  return `${FOLDER}${name}.yaml`;
}
