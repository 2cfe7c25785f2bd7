import { describe, expect, it } from 'vitest';
import type { JobType } from '../../src-shared/domain/vocabulary.ts';
import { JobRegistry } from './job-registry.ts';
import { allTypes, handlerOf } from './queue-harness.fake.ts';

const done = async () => ({});
const allBut = (...types: JobType[]) => allTypes.filter((type) => !types.includes(type));

describe('the registry', () => {
  it('refuses a type that two handlers want', () => {
    expect(() => new JobRegistry([handlerOf('process', done), handlerOf('process', done)], [])).toThrow(
      'Two handlers want the jobs of the type process.',
    );
  });

  it('refuses a type that nobody does and nobody said so', () => {
    expect(() => new JobRegistry([handlerOf('process', done)], allBut('process', 'verify'))).toThrow(
      'No handler does the jobs of the type verify.',
    );
  });

  it('refuses a type that has a handler and is said to have none', () => {
    expect(() => new JobRegistry([handlerOf('process', done)], allTypes)).toThrow(/process has a handler/);
  });

  it('tells a type that is not offered from one that does not exist', () => {
    const registry = new JobRegistry([handlerOf('process', done)], allBut('process'));
    expect(registry.types).toEqual(['process']);
    expect(registry.require('process').type).toBe('process');
    expect(() => registry.require('export')).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    expect(() => registry.require('mow_lawn' as JobType)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  it('has a name for every job, also for one it does not understand', () => {
    const picky = { ...handlerOf('process', done), title: (payload: object) => JSON.stringify(payload).repeat(-1) };
    const registry = new JobRegistry([picky, handlerOf('verify', done)], allBut('process', 'verify'));
    expect(registry.titleOf({ type: 'process', payload: {} })).toBe('Job of the type process');
    expect(registry.titleOf({ type: 'export', payload: {} })).toBe('Job of the type export');
    expect(registry.titleOf({ type: 'verify', payload: { day: 1 } })).toBe('Test {"day":1}');
  });
});
