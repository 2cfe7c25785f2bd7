import type { Power } from '../../ports/surroundings.ts';

/**
 * Power without a desktop shell: Node tells of no sleep, lock or input, so everything is unknown. A sleep is then seen
 * afterwards, by the wall clock having run ahead of the monotonic one.
 */
export function createPower(): Power {
  return { subscribe: () => () => {}, idleSeconds: async () => undefined };
}
