import { describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { clientsFile, createBenchClient, signTokens, type TokenAlgorithm } from '../../bench/load/client-tokens.js';
import { readClientsFile } from '../../src/server/security/clients.js';

const audience = 'http://127.0.0.1:3000/cds-services/x';

describe('tokens of the load generator', () => {
  it.each<TokenAlgorithm>(['RS384', 'ES384'])('%s tokens verify with jose, and none repeats its jti', async (alg) => {
    const client = await createBenchClient(alg);
    const tokens = await signTokens({ client, audience, count: 3 });
    const keys = createLocalJWKSet({ keys: [client.publicJwk] });
    const ids = await Promise.all(
      tokens.map(async (token) => {
        const { payload } = await jwtVerify(token, keys, { issuer: client.issuer, audience, algorithms: [alg] });
        return payload.jti;
      }),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('the clients file is one that the service accepts', async () => {
    const clients = [await createBenchClient('RS384'), await createBenchClient('ES384')];
    expect(readClientsFile(JSON.parse(clientsFile(clients)))).toMatchObject({ ok: true });
  });
});
