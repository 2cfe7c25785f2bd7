import type { Display } from '../../src-shared/contract/capture-control.ts';
import type { SourceName } from '../../src-shared/domain/vocabulary.ts';
import type { RawFrame, ScreenSource, ScreenSourceCandidate } from './screen-source.ts';

/** How a scripted display answers a grab. */
export type GrabBehaviour =
  | 'works'
  | 'fails'
  | 'hangs'
  | 'empty'
  | 'wrong size'
  | 'denied'
  | { readonly sameAs: string };

/** A display of a few pixels at this place in a row of displays. */
export function fakeDisplay(id: string, index: number, changes: Partial<Display> = {}): Display {
  const size = { width: 16 + index * 4, height: 12 };
  return {
    id,
    name: id,
    index,
    x: index * 100,
    y: 0,
    ...size,
    scale: 1,
    rotation: 0,
    primary: index === 0,
    ...changes,
  };
}

/** A source whose displays, pictures and failures a test decides. */
export class ScriptedSource implements ScreenSource {
  readonly name: SourceName;
  readonly demo: boolean;
  displays: Display[];
  /** What each display shows; another number is another picture. */
  readonly content = new Map<string, number>();
  readonly behaviour = new Map<string, GrabBehaviour>();
  listProblem: Error | null = null;
  /** Called at the start of each grab, to change the world in the middle of a tick. */
  onGrab: (display: Display) => void = () => {};
  grabs = 0;
  restarts = 0;
  disposed = false;

  constructor(displays: Display[], name: SourceName = 'native', demo = false) {
    this.displays = displays;
    this.name = name;
    this.demo = demo;
  }

  async listDisplays(): Promise<readonly Display[]> {
    if (this.listProblem) throw this.listProblem;
    return [...this.displays];
  }

  async grab(display: Display): Promise<RawFrame> {
    this.grabs += 1;
    this.onGrab(display);
    const behaviour = this.behaviour.get(display.id) ?? 'works';
    switch (behaviour) {
      case 'fails':
        throw new Error('the scripted grab failed');
      case 'denied':
        throw Object.assign(new Error('the system refused'), { code: 'PERMISSION_DENIED' });
      case 'hangs':
        return new Promise<RawFrame>(() => {});
      case 'empty':
        return { width: display.width, height: display.height, data: new Uint8Array(0) };
      case 'wrong size':
        return picture(display.width - 1, display.height, 1);
      case 'works':
        return picture(display.width, display.height, this.#seed(display.id));
      default:
        return picture(display.width, display.height, this.#seed(behaviour.sameAs));
    }
  }

  async restart(): Promise<void> {
    this.restarts += 1;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }

  candidate(usable = true): ScreenSourceCandidate {
    const reason = usable ? `The source ${this.name} works here.` : `The source ${this.name} does not work here.`;
    return { name: this.name, probe: async () => ({ usable, reason }), create: () => this };
  }

  #seed(displayId: string): number {
    let seed = this.content.get(displayId) ?? 0;
    for (const character of displayId) seed = (seed * 31 + character.charCodeAt(0)) >>> 0;
    return seed;
  }
}

/** A picture with no two rows alike, made from a number. */
export function picture(width: number, height: number, seed: number): RawFrame {
  const data = new Uint8Array(width * height * 4);
  for (let index = 0; index < data.length; index += 1) data[index] = (seed * 7 + index * 13 + (index >> 5)) & 0xff;
  return { width, height, data };
}
