import { contentWarnings } from '../../content/check/content-warnings.js';
import { createContentHolder, type ReloadResult } from '../../content/content-holder.js';
import { formatProblem } from '../../content/files/content-error.js';
import { type Content, loadContent } from '../../content/load-content.js';
import { findProfileFaults } from '../../ehr/profile/build-dialects.js';
import type { Metrics } from '../monitoring/create-metrics.js';
import type { Deployment } from './deployment.js';
import type { ServiceDeps, ServiceSettings } from './settings.js';

export interface Deployments {
  current(): Deployment;
  reload(): Promise<ReloadResult>;
  close(): void;
}

/** Loads the content and follows the site's overlay: good content replaces the old between two requests, bad never does. */
export async function openDeployments(
  settings: ServiceSettings,
  { log, clock }: ServiceDeps,
  build: (content: Content) => Deployment,
  metrics: Pick<Metrics, 'contentLoaded' | 'contentRefused'>,
): Promise<Deployments> {
  const { hooksDir, cardsDir, overlayDir } = settings;
  const built = new WeakMap<Content, Deployment>();
  const tellWarnings = (content: Content) => {
    for (const { code, message } of contentWarnings(content, clock.now()))
      log.warn({ code, warning: message }, 'content');
  };
  const holder = await createContentHolder(
    async () => {
      const content = await loadContent({ hooksDir, cardsDir, overlayDir }, findProfileFaults);
      built.set(content, build(content));
      return content;
    },
    {
      onReload: (content, previous) => {
        log.info({ contentVersion: content.version, previous: previous.version }, 'content reloaded');
        metrics.contentLoaded(content.version);
        tellWarnings(content);
      },
      onRefused: (problems) => {
        log.error({ problems: problems.map(formatProblem) }, 'content refused');
        metrics.contentRefused();
      },
    },
  );
  metrics.contentLoaded(holder.current().version);
  tellWarnings(holder.current());
  if (overlayDir !== null) holder.watch([overlayDir]);
  return {
    current() {
      const deployment = built.get(holder.current());
      if (deployment === undefined) throw new Error('content without its deployment');
      return deployment;
    },
    reload: () => holder.reload(),
    close: () => holder.close(),
  };
}
