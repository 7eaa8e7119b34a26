import { mkdir, writeFile } from 'node:fs/promises';
import { FINDINGS } from '../load/request-bodies.js';
import { compare, settle, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/** Another limit, so that the second content is another one; what it costs does not depend on which. */
const OVERLAY = 'trough:\n  limit: 12\n';

/**
 * What a shadow content costs the service beside which it is evaluated: the same orders with and without one, in turns, with a store on
 * both sides. At one caller each order is compared; at ten the shadow falls behind, lets orders go, and so costs less of each.
 */
export async function measureShadowContent(context: BenchContext): Promise<readonly Compared[]> {
  const { scale, folder } = context;
  const site = `${folder}/shadow-site`;
  await mkdir(`${site}/hooks`, { recursive: true });
  await writeFile(`${site}/hooks/rules.yaml`, OVERLAY);
  const start = (name: string, env: Readonly<Record<string, string>>) =>
    context.start({ name, script: 'bundle/main.js', env: { STORE_FILE: `${folder}/${name}.sqlite`, ...env } });
  const alone = await start('service-without-shadow', {});
  const shadowed = await start('service-with-shadow', { SHADOW_CONTENT_DIR: site });
  await settle(context, [alone, shadowed], 0.5);
  const cases = [1, 10].flatMap((connections): ComparedCase[] => {
    const common = {
      ...{ group: 'shadow content, 80 KB', body: 'typical', findings: FINDINGS.typical, connections },
      ...{ milliseconds: scale.windowMs, baseline: `alone-${connections}` },
    };
    const callers = connections === 1 ? '1 caller' : `${connections} callers`;
    return [
      { ...common, id: `alone-${connections}`, label: `service, ${callers}`, server: alone },
      { ...common, id: `shadowed-${connections}`, label: `service with a shadow, ${callers}`, server: shadowed },
    ];
  });
  const compared = await compare(context, cases, { rounds: scale.fewRounds + 1, warmUpShare: 0.3 });
  await Promise.all([alone.stop(), shadowed.stop()]);
  return compared;
}
