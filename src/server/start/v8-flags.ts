import { setFlagsFromString } from 'node:v8';

/**
 * V8 learns which object literals live long, and from then on makes those straight in the old generation. Under load the object that
 * holds a call's parsed body often is among them, for a collection that falls into a call finds it alive. Each such object then keeps
 * its whole body, dead or not, until the next full collection: nearly all that calls bring in was copied into the old generation, and
 * copying it was the dearest part of a call. Nothing of a call lives longer than the call, so nothing is gained by that guess here.
 */
export const V8_FLAGS = '--no-allocation-site-pretenuring';

// Imported first by whatever starts a process of the service, for what it does.
setFlagsFromString(V8_FLAGS);
