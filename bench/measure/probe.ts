import cluster from 'node:cluster';
import { ownUsage, USAGE_QUESTION } from './usage.js';

/** Loaded into every measured process by `--import`, the service as built included: it answers what the process has used. */
process.on('message', (message) => {
  if (message === USAGE_QUESTION) process.send?.(ownUsage());
});
// The process must still end when its work does. A worker of node:cluster asks for its port through the channel, and ends
// when its primary closes it.
if (cluster.isPrimary) process.channel?.unref();
