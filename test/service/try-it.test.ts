import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestService, type TestService } from '../support/running-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const AS_HTML: Readonly<Record<string, string>> = { quot: '"', '#34': '"', '#39': "'", amp: '&', lt: '<', gt: '>' };

test('what GET / tells a stranger to send is sent as it stands, and gets a card at the service of every hook', async () => {
  const page = await (await fetch(service.url)).text();
  const commands = [...page.matchAll(/<pre>(curl [\s\S]*?)<\/pre>/g)].map(([, html = '']) =>
    html.replaceAll(/&([#\w]+);/g, (whole, name: string) => AS_HTML[name] ?? whole),
  );
  expect(commands).toHaveLength(4);
  for (const command of commands) {
    const [, body = '', url = ''] = /-d '([^']*)' (\S+)$/.exec(command) ?? [];
    expect(url).toMatch(new RegExp(`^${service.url}/cds-services/tacrolimus-`));
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { cards } = (await answer.json()) as { cards: { summary: string }[] };
    expect([answer.status, cards.map(({ summary }) => summary)]).toEqual([
      200,
      expect.arrayContaining([expect.stringContaining('Tacrolimus 32 ng/mL')]),
    ]);
  }
});
