import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import type { ContextBridge, IpcRenderer, WebUtils } from 'electron';
import { describe, expect, it } from 'vitest';

/** What the preload takes of Electron, as far as these tests look. */
type PreloadElectron = {
  readonly contextBridge: Pick<ContextBridge, 'exposeInMainWorld'>;
  readonly ipcRenderer: Pick<IpcRenderer, 'postMessage'>;
  readonly webUtils: Pick<WebUtils, 'getPathForFile'>;
};

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
  const paths = new Map<unknown, string>();
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => Object.assign(exposed, { [name]: value }) },
    ipcRenderer: { postMessage: (...given: unknown[]) => void handedOver.push(given) },
    webUtils: { getPathForFile: (file: File) => paths.get(file) ?? '' },
  } satisfies PreloadElectron;
  runInNewContext(source, {
    window,
    location: { origin },
    require: (name: string) => {
      required.push(name);
      return electron;
    },
  });
  return { exposed, handedOver, required, window, paths, post: (event: object) => listener?.(event) };
}

const port = { name: 'the port' };

describe('the preload', () => {
  it('tells the page where it runs, and nothing more', () => {
    const { exposed, required } = runPreload('afterimage://app');
    expect(JSON.stringify(exposed)).toBe('{"afterimage":{"host":"electron"}}');
    expect(Object.keys(exposed.afterimage as object)).toEqual(['host', 'pathOf']);
    expect(required).toEqual(['electron']);
  });

  it('tells the page the path of a file that it was given, and of no other', () => {
    const { exposed, paths } = runPreload('afterimage://app');
    const { pathOf } = exposed.afterimage as { pathOf: (file: File) => string };
    const dropped = new File(['x'], 'a.png');
    paths.set(dropped, '/home/ada/a.png');
    expect([pathOf(dropped), pathOf(new File(['x'], 'a.png'))]).toEqual(['/home/ada/a.png', '']);
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
