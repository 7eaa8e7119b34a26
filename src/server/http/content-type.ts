import { CdsError } from '../../domain/cds-error.js';

const MEDIA_TYPES = new Set(['application/json', 'application/fhir+json']);

/**
 * Accepts JSON in UTF-8 and nothing else: RFC 8259 allows no other charset between systems, and guessing one would
 * change patient text silently.
 * @param header the Content-Type header, undefined when it was not sent
 * @throws CdsError `unsupported-media-type`
 */
export function assertJsonContentType(header: string | undefined): void {
  const [mediaType = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (!MEDIA_TYPES.has(mediaType)) {
    throw new CdsError('unsupported-media-type', 'Content-Type must be application/json or application/fhir+json.');
  }
  const charsets = parameters.filter((parameter) => /^charset\s*=/.test(parameter));
  if (charsets.some((parameter) => !/^charset\s*=\s*"?utf-?8"?$/.test(parameter))) {
    throw new CdsError('unsupported-media-type', 'The charset of the body must be utf-8.');
  }
}
