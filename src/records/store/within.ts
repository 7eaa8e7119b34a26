/**
 * Where this process was busy itself, the time is over before an answer is read that has long been there: so what has come is read
 * once more before it counts as late.
 * @throws Error with code TIMEOUT when the task takes longer; the task itself cannot be taken back
 */
export async function within<T>(ms: number, task: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let look: NodeJS.Immediate | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(Object.assign(new Error('the store did not answer in time'), { code: 'TIMEOUT' }));
    timer = setTimeout(() => {
      // Node reads what has come between its timers and its immediates.
      look = setImmediate(giveUp);
    }, ms);
  });
  try {
    return await Promise.race([task(), late]);
  } finally {
    clearTimeout(timer);
    clearImmediate(look);
  }
}
