import { type ProgramName, programNames } from './programs.ts';
import type { ScreenPlan, WindowPlan } from './screen-page.ts';
import { Writer } from './writer.ts';

const whole = { left: 0, top: 0, width: 1, height: 1 } as const;
const themes = ['light', 'dark'] as const;

/** Programs whose windows come with the same surroundings and other text, long and short. */
const familyPrograms: readonly { program: ProgramName; short?: boolean }[] = [
  { program: 'editor' },
  { program: 'terminal' },
  { program: 'mail' },
  { program: 'document' },
  { program: 'chat' },
  { program: 'spreadsheet' },
  { program: 'article' },
  { program: 'dashboard' },
  { program: 'mail', short: true },
  { program: 'document', short: true },
  { program: 'terminal', short: true },
  { program: 'editor', short: true },
];

/** All screens of the corpus: programs that fill the screen, other sizes, desktops of several windows, families. */
export function planScreens(options: { singles: number; desktops: number; members: number }): ScreenPlan[] {
  const plans: ScreenPlan[] = [];
  let seed = 1;
  const single = (program: ProgramName, theme: 'light' | 'dark', width: number, height: number): ScreenPlan => {
    seed += 10;
    return {
      id: `${program}-${theme}-${width}x${height}`,
      ...{ family: null, width, height, theme, seed, variants: 'all' },
      windows: [{ content: { program, layoutSeed: seed, textSeed: seed + 1 }, ...whole }],
    };
  };
  for (const theme of themes) for (const program of programNames) plans.push(single(program, theme, 1920, 1080));
  const otherSizes = [
    [1366, 768, ['editor', 'mail', 'article', 'spreadsheet', 'terminal']],
    [2560, 1440, ['editor', 'document', 'chat', 'dashboard', 'photos']],
    [1080, 1920, ['article', 'terminal', 'chat', 'files', 'document']],
  ] as const;
  for (const [width, height, programs] of otherSizes) {
    for (const [index, program] of programs.entries())
      plans.push(single(program, themes[index % 2] ?? 'light', width, height));
  }
  const singles = plans.slice(0, options.singles);
  return [...singles, ...planDesktops(options.desktops), ...planFamilies(options.members)];
}

function planDesktops(count: number): ScreenPlan[] {
  return Array.from({ length: count }, (_, index) => {
    const writer = new Writer(9000 + index);
    const [width, height] = index % 6 === 5 ? [2560, 1440] : [1920, 1080];
    const windows: WindowPlan[] = Array.from({ length: 2 + (index % 2) }, (_unused, place) => ({
      content: {
        program: writer.pick(programNames),
        layoutSeed: 9100 + index * 10 + place,
        textSeed: 9101 + index * 10 + place,
      },
      left: 0.02 + place * 0.14 + writer.random() * 0.12,
      top: 0.02 + place * 0.08 + writer.random() * 0.08,
      width: 0.48 + writer.random() * 0.1,
      height: 0.66 + writer.random() * 0.1,
    }));
    const theme = themes[index % 2] ?? 'light';
    return {
      id: `desktop-${index + 1}`,
      family: null,
      width,
      height,
      theme,
      seed: 9000 + index,
      windows,
      variants: 'all',
    };
  });
}

function planFamilies(members: number): ScreenPlan[] {
  return familyPrograms.flatMap(({ program, short }, family) =>
    Array.from({ length: members }, (_, member): ScreenPlan => {
      const name = `family-${short ? 'short-' : ''}${program}`;
      const layoutSeed = 20_000 + family * 100;
      const content = { program, layoutSeed, textSeed: layoutSeed + 7 * member + 1, short };
      return {
        id: `${name}-${member + 1}`,
        family: name,
        ...{ width: 1920, height: 1080, theme: themes[family % 2] ?? 'light', seed: layoutSeed },
        windows: [{ content, ...whole }],
        variants: 'few',
      };
    }),
  );
}
