import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

const source = stripTypeScriptTypes(readFileSync(path.join(import.meta.dirname, 'preload.cts'), 'utf8'));

/** Runs the preload in a page of this origin, with nothing of node but what a sandboxed preload has. */
function runPreload(origin: string) {
  const exposed: Record<string, unknown> = {};
  const handedOver: unknown[][] = [];
  const required: string[] = [];
  let listener: ((event: object) => void) | undefined;
  const window = {
    addEventListener: (_type: string, given: (event: object) => void) => {
      listener = given;
    },
  };
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => Object.assign(exposed, { [name]: value }) },
    ipcRenderer: { postMessage: (...given: unknown[]) => void handedOver.push(given) },
  };
  runInNewContext(source, {
    window,
    location: { origin },
    require: (name: string) => {
      required.push(name);
      return electron;
    },
  });
  return { exposed, handedOver, required, window, post: (event: object) => listener?.(event) };
}

const port = { name: 'the port' };

describe('the preload', () => {
  it('tells the page where it runs, and nothing more', () => {
    const { exposed, required } = runPreload('afterimage://app');
    expect(JSON.stringify(exposed)).toBe('{"afterimage":{"host":"electron"}}');
    expect(required).toEqual(['electron']);
  });

  it('passes on the port of the page', () => {
    const { post, handedOver, window } = runPreload('afterimage://app');
    post({ source: window, origin: 'afterimage://app', data: 'afterimage:connect', ports: [port] });
    expect(JSON.stringify(handedOver)).toBe('[["afterimage:connect",null,[{"name":"the port"}]]]');
  });

  it.each([
    ['another window', { source: {} }],
    ['no window', { source: null }],
    ['another origin', { origin: 'https://app.example' }],
    ['somebody with another message', { data: 'connect' }],
    ['somebody without a port', { ports: [] }],
    ['somebody with two ports', { ports: [port, port] }],
  ])('hears nothing from %s', (_name, change) => {
    const { post, handedOver, window } = runPreload('afterimage://app');
    post({ source: window, origin: 'afterimage://app', data: 'afterimage:connect', ports: [port], ...change });
    expect(handedOver).toEqual([]);
  });

  it('does nothing in a page that is not ours', () => {
    const { exposed, post, handedOver, window } = runPreload('https://app.example');
    post({ source: window, origin: 'https://app.example', data: 'afterimage:connect', ports: [port] });
    expect(exposed).toEqual({});
    expect(handedOver).toEqual([]);
  });
});
