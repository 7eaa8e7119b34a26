import { buildEhrKit, type EhrKit } from '../../src/ehr/kit/ehr-kit.js';
import type { ShippedProfile } from '../../src/ehr/profile/profile-schema.js';
import type { EhrProfile } from '../../src/ehr/profile/ehr-profile.js';
import { catalogue, content, profileByName } from './own-profiles.js';

export const BASE_URL = 'https://cds.example.org';

export function kitOf(named: ShippedProfile | EhrProfile, site: string | null = null, baseUrl = BASE_URL): EhrKit {
  const profile = typeof named === 'string' ? profileByName[named] : named;
  return buildEhrKit(profile, content.services, catalogue, { baseUrl, site, contentVersion: content.version });
}
