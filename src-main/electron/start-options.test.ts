import { describe, expect, it } from 'vitest';
import { readStartOptions } from './start-options.ts';

describe('the start options', () => {
  it.each([
    [['afterimage'], undefined],
    [['afterimage', '--library', '/data/screens'], '/data/screens'],
    [['afterimage', '--library=/data/screens'], '/data/screens'],
    [['electron', '.', '--library', 'screens', '--hidden'], '/home/me/screens'],
    [['afterimage', '--library=/a=b'], '/a=b'],
    [['afterimage', '--library'], undefined],
    [['afterimage', '--library='], undefined],
  ])('of %j name the library %s', (argv, libraryPath) => {
    expect(readStartOptions(argv, '/home/me').libraryPath).toBe(libraryPath);
  });

  it('tell a start at login', () => {
    expect(readStartOptions(['afterimage', '--hidden'], '/').hidden).toBe(true);
    expect(readStartOptions(['afterimage'], '/').hidden).toBe(false);
  });
});
