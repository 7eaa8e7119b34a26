import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface NameServer {
  /** `127.0.0.1:40123`, as `createNameLookup` takes it. */
  readonly address: string;
  /** Questions for this name so far, of both kinds of addresses. */
  asked(name: string): number;
  close(): Promise<void>;
}

/** How a name is answered: with addresses, as unknown, or never. */
export type Answers = (
  name: string,
) => { readonly addresses: readonly string[]; readonly ttl: number } | 'unknown' | null;

const A = 1;
const NXDOMAIN = 3;

/** A name server on this machine (RFC 1035): real datagrams, IPv4 addresses only. */
export async function startNameServer(answers: Answers): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked = new Map<string, number>();
  socket.on('message', (query, { port, address }) => {
    const { name, end } = readName(query);
    const type = query.readUInt16BE(end);
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const answer = answers(name);
    if (answer === null) return;
    const records = answer === 'unknown' || type !== A ? [] : answer.addresses.map((each) => record(each, answer.ttl));
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (answer === 'unknown' ? NXDOMAIN : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end + 4), ...records]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked: (name) => asked.get(name) ?? 0,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function readName(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

function record(address: string, ttl: number): Buffer {
  const fixed = Buffer.alloc(12);
  // The name: that of the question.
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(A, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(ttl, 6);
  fixed.writeUInt16BE(4, 10);
  return Buffer.concat([fixed, Buffer.from(address.split('.').map(Number))]);
}
