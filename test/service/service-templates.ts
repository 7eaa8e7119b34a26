import type { TestService } from '../support/running-service.js';

/** Prefetch key to template. All four services ask the same questions. */
export function serviceTemplates({ content }: TestService): Readonly<Record<string, string>> {
  const [service] = content.services;
  return Object.fromEntries(Object.entries(service?.sources ?? {}).map(([key, { template }]) => [key, template]));
}
