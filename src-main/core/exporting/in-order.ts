/**
 * Does the same to many things, a few at once, and hands out the outcomes in the order of the things. When one fails,
 * or nobody wants more, no other is begun, and those that were begun are waited for.
 */
export async function* inOrder<Thing, Outcome>(
  things: readonly Thing[],
  atOnce: number,
  work: (thing: Thing) => Promise<Outcome>,
): AsyncGenerator<Outcome> {
  const begun: Promise<Outcome>[] = [];
  let next = 0;
  const beginMore = () => {
    while (begun.length < atOnce && next < things.length) {
      const outcome = work(things[next] as Thing);
      // It is asked for its failure when it is its turn.
      outcome.catch(() => {});
      begun.push(outcome);
      next += 1;
    }
  };
  try {
    for (beginMore(); begun.length > 0; beginMore()) yield await (begun.shift() as Promise<Outcome>);
  } finally {
    await Promise.allSettled(begun);
  }
}
