import { expect, it } from 'vitest';
import { PictureLoader } from './picture-loader.ts';

/** A loader whose pictures arrive when the test says so. */
function controlled(options: { atOnce?: number; room?: number } = {}) {
  const begun: string[] = [];
  const waiting = new Map<string, PromiseWithResolvers<string>>();
  const loader = new PictureLoader({
    ...options,
    load: (url) => {
      begun.push(url);
      const promise = Promise.withResolvers<string>();
      waiting.set(url, promise);
      return promise.promise;
    },
  });
  const told = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = loader.subscribe(() => {
        stop();
        resolve();
      });
    });
  const arrive = async (url: string): Promise<void> => {
    const next = told();
    waiting.get(url)?.resolve(url);
    await next;
  };
  const fail = async (url: string): Promise<void> => {
    const next = told();
    waiting.get(url)?.reject(new Error('No such picture.'));
    await next;
  };
  return { loader, begun, arrive, fail };
}

it('loads a few at a time, most urgent first', async () => {
  const { loader, begun, arrive } = controlled({ atOnce: 2 });
  loader.want(['a', 'b', 'c']);
  expect(begun).toEqual(['a', 'b']);
  await arrive('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  expect([loader.state('a'), loader.state('b'), loader.state('d')]).toEqual(['loading', 'ready', undefined]);
});

it('does not begin what is not wanted any more', async () => {
  const { loader, begun, arrive } = controlled({ atOnce: 1 });
  loader.want(['a', 'b', 'c']);
  loader.want(['d', 'c']);
  await arrive('a');
  expect(begun).toEqual(['a', 'd']);
});

it('holds on to what was ready while there is room, and never lets go of what is wanted', async () => {
  const { loader, arrive } = controlled({ atOnce: 9, room: 3 });
  loader.want(['a', 'b', 'c']);
  for (const url of ['a', 'b', 'c']) await arrive(url);
  loader.want(['d', 'a']);
  await arrive('d');
  expect(loader.state('a')).toBe('ready');
  expect([loader.state('b'), loader.state('c')].filter((state) => state === 'ready')).toHaveLength(1);
});

it('says that a picture cannot be had, and tries again only when asked', async () => {
  const { loader, begun, fail, arrive } = controlled();
  loader.want(['a']);
  await fail('a');
  expect(loader.state('a')).toBe('failed');
  loader.want(['a']);
  expect(begun).toEqual(['a']);
  loader.retry('a');
  expect(begun).toEqual(['a', 'a']);
  await arrive('a');
  expect(loader.state('a')).toBe('ready');
});
