import { buildEhrKit, type EhrKit } from '../../src/ehr/kit/ehr-kit.js';
import type { ShippedDialect } from '../../src/ehr/profile/dialect-schema.js';
import type { Dialect } from '../../src/ehr/profile/dialect.js';
import { catalogue, content, dialects } from './own-dialects.js';

export const BASE_URL = 'https://cds.example.org';

export function kitOf(dialect: ShippedDialect | Dialect, site: string | null = null, baseUrl = BASE_URL): EhrKit {
  const profile = typeof dialect === 'string' ? dialects[dialect] : dialect;
  return buildEhrKit(profile, content.services, catalogue, { baseUrl, site, contentVersion: content.version });
}
