/** @throws Error with code TIMEOUT when the task takes longer; the task itself cannot be taken back */
export async function within<T>(ms: number, task: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('the store did not answer in time'), { code: 'TIMEOUT' })),
      ms,
    );
  });
  try {
    return await Promise.race([task(), late]);
  } finally {
    clearTimeout(timer);
  }
}
