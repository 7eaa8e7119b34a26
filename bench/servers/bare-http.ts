import { createServer } from 'node:http';
import { CONSTANT_ANSWER } from './constant-card.js';
import { listenOnGivenPort } from './server-port.js';

/** The least that Node can do: read the body, parse it, answer a constant card. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'POST') JSON.parse(Buffer.concat(chunks).toString());
    const answer = Buffer.from(JSON.stringify(CONSTANT_ANSWER));
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length }).end(answer);
  });
});
listenOnGivenPort(server);
