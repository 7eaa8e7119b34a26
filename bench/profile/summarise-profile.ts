/** What V8's CPU profiler writes (`--cpu-prof`), as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Id of the node that was running, per sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

export interface Cost {
  readonly name: string;
  /** Of the time in which the thread was busy, 0 to 1. */
  readonly share: number;
}

/**
 * Who the time was spent for: each sample counts for the nearest function of the service itself on the stack, so that
 * what a library costs stands where it was called from. Time in which nothing of the service was on the stack stands
 * under the library, Node or V8 (garbage collection).
 * @param skipMicros time at the start that does not count: loading, and warming up
 */
export function summariseProfile(profile: CpuProfile, skipMicros: number): readonly Cost[] {
  return sharesBy(profile, skipMicros, ownersOf(profile));
}

/** The functions whose own code ran, wherever it is from: `library jose verify`, `node parse`, `src/cds-hooks/... isDeeper`. */
export function selfCosts(profile: CpuProfile, skipMicros: number): readonly Cost[] {
  return sharesBy(profile, skipMicros, new Map(profile.nodes.map((node) => [node.id, placeOf(node)])));
}

function sharesBy(profile: CpuProfile, skipMicros: number, names: ReadonlyMap<number, string>): readonly Cost[] {
  const times = new Map<string, number>();
  let passed = 0;
  let busy = 0;
  profile.samples.forEach((id, index) => {
    const time = profile.timeDeltas[index] ?? 0;
    passed += time;
    const name = names.get(id);
    if (passed < skipMicros || name === undefined || name === '(idle)') return;
    busy += time;
    times.set(name, (times.get(name) ?? 0) + time);
  });
  return [...times].map(([name, time]) => ({ name, share: time / busy })).sort((a, b) => b.share - a.share);
}

/** The costs by folder of the service: `src/rules`. */
export function byFolder(costs: readonly Cost[]): readonly Cost[] {
  const shares = new Map<string, number>();
  for (const { name, share } of costs) {
    const [folder = name] = /^src\/[^/ ]+/.exec(name) ?? [name];
    shares.set(folder, (shares.get(folder) ?? 0) + share);
  }
  return [...shares].map(([name, share]) => ({ name, share })).sort((a, b) => b.share - a.share);
}

function ownersOf({ nodes }: CpuProfile): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const owners = new Map<number, string>();
  // A parent comes before its children in the file, and is then known already.
  for (const { id } of nodes) {
    const node = byId.get(id);
    const parent = owners.get(parents.get(id) ?? -1);
    if (node !== undefined) owners.set(id, ownerOf(node, parent));
  }
  return owners;
}

function ownerOf(node: ProfileNode, caller: string | undefined): string {
  const { functionName, url } = node.callFrame;
  if (isOfTheService(url)) return placeOf(node);
  if (caller?.startsWith('src/') === true && !functionName.startsWith('(')) return caller;
  if (functionName.startsWith('(')) return functionName;
  const library = libraryOf(url);
  return library === null ? 'node' : `library ${library}`;
}

function placeOf({ callFrame: { functionName, url } }: ProfileNode): string {
  if (functionName.startsWith('(')) return functionName;
  const name = functionName === '' ? '(unnamed)' : functionName;
  const [, file] = OF_THE_SERVICE.exec(url) ?? [];
  if (file !== undefined) return `${file} ${name}`;
  const library = libraryOf(url);
  return library === null ? `node ${name}` : `library ${library} ${name}`;
}

const OF_THE_SERVICE = /\/dist\/(src\/.*)\.js$/;

function isOfTheService(url: string): boolean {
  return OF_THE_SERVICE.test(url);
}

function libraryOf(url: string): string | null {
  return /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? null;
}
