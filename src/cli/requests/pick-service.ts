import type { ServiceDefinition } from '../../domain/service-definition.js';
import { asObject, asString } from '../../fhir/elements/json.js';
import { CliError } from '../run/terminal-io.js';

/** A capture may be the body of the call itself, or hold it as `body`. */
export function bodyOf(captured: unknown): unknown {
  const outer = asObject(captured);
  return outer !== null && outer.hook === undefined && asObject(outer.body) !== null ? outer.body : captured;
}

/**
 * The service that a captured request was sent to: by name, else the one of its hook.
 * @throws CliError when none fits
 */
export function pickService(
  services: readonly ServiceDefinition[],
  body: unknown,
  wanted: string | null,
): ServiceDefinition {
  const ids = services.map(({ id }) => id).join(', ');
  if (wanted !== null) {
    const named = services.find(({ id }) => id === wanted);
    if (named === undefined) throw new CliError(`there is no service "${wanted}"; there are: ${ids}`);
    return named;
  }
  const hook = asString(asObject(body)?.hook);
  const [found] = services.filter((service) => service.hook === hook);
  if (found === undefined) {
    throw new CliError(`no service answers the hook of this request; name one with --service (there are: ${ids})`);
  }
  return found;
}
