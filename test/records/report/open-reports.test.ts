import { expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import { openReports } from '../../../src/records/report/open-reports.js';
import type { Tables } from '../../../src/records/store/tables.js';

test('of three reports at once two are made and the third is put off; afterwards there is room again', async () => {
  const waiting: ((error: Error) => void)[] = [];
  const query = () => new Promise<Kysely<Tables>>((_resolve, reject) => waiting.push(reject));
  const render = openReports(query, { now: () => Date.parse('2026-11-22T17:00:00Z'), contract: () => null });
  const reports = [render('json', null, null), render('json', null, null)];
  await expect(render('json', null, null)).rejects.toMatchObject({
    code: 'overloaded',
    message: expect.stringContaining('Other reports'),
  });
  expect(waiting).toHaveLength(2);
  for (const fail of waiting.splice(0)) fail(new Error('away'));
  for (const report of reports)
    await expect(report).rejects.toMatchObject({ message: 'The store cannot be read now.' });
  const next = render('json', null, null);
  expect(waiting).toHaveLength(1);
  waiting[0]?.(new Error('away'));
  await expect(next).rejects.toMatchObject({ code: 'overloaded' });
});
