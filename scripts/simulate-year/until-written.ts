/** Answers do not wait for their record: waits until the service has written all of them. */
export async function untilWritten(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`);
    const { storeQueued } = (await answer.json()) as { readonly storeQueued: number };
    if (storeQueued === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
