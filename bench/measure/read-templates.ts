import type { Templates } from '../load/request-bodies.js';
import type { MeasuredServer } from './start-server.js';

/** The prefetch templates of the order-sign service, as any client learns them. */
export async function readTemplates({ url }: Pick<MeasuredServer, 'url'>): Promise<Templates> {
  const response = await fetch(`${url}/cds-services`);
  const { services } = (await response.json()) as {
    services: readonly { readonly hook: string; readonly prefetch: Templates }[];
  };
  const service = services.find(({ hook }) => hook === 'order-sign');
  if (service === undefined) throw new Error('The service has no order-sign.');
  return service.prefetch;
}
