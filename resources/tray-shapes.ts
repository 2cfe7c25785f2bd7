import type { TrayIconName } from '../src-main/electron/tray-icon-names.ts';

/**
 * The tray icons, 16 units wide. Each state has its own outline, so that nobody has to tell colours apart:
 * a screen with a disc records, with a diamond shows the demo, with dots waits, with two bars is paused, with a ring is
 * off, and a triangle with an exclamation mark means that something is wrong.
 */
const glyphs: Readonly<
  Record<TrayIconName, { readonly shape: string; readonly colour: string; readonly screen: boolean }>
> = {
  recording: { shape: '<circle cx="8" cy="7" r="3.1" fill="INK"/>', colour: '#ff6b5e', screen: true },
  demo: { shape: '<path d="M8 3.2 11.8 7 8 10.8 4.2 7Z" fill="INK"/>', colour: '#ffc46b', screen: true },
  waiting: {
    shape:
      '<rect x="3" y="6" width="2" height="2" fill="INK"/><rect x="7" y="6" width="2" height="2" fill="INK"/><rect x="11" y="6" width="2" height="2" fill="INK"/>',
    colour: '#ffffff',
    screen: true,
  },
  paused: {
    shape: '<rect x="5" y="4" width="2" height="6" fill="INK"/><rect x="9" y="4" width="2" height="6" fill="INK"/>',
    colour: '#ffffff',
    screen: true,
  },
  off: {
    shape: '<circle cx="8" cy="7" r="2.5" fill="none" stroke="INK" stroke-width="1.2"/>',
    colour: '#b9c0cf',
    screen: true,
  },
  problem: {
    shape:
      '<rect x="7.1" y="5.6" width="1.8" height="4.6" rx="0.6" fill="MARK"/><rect x="7.1" y="11.2" width="1.8" height="1.8" rx="0.6" fill="MARK"/>',
    colour: '#ffd24a',
    screen: false,
  },
};

const triangle = 'M8 1.2 15.4 14.6H0.6Z';

/**
 * The SVG of one tray icon. `template` is the black silhouette that macOS colours itself; the other stands on a dark
 * plate with a light rim, which can be seen on a light and on a dark panel.
 */
export function traySvg(name: TrayIconName, template: boolean): string {
  const { shape, colour, screen } = glyphs[name];
  const open = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">';
  if (!screen) {
    if (!template) {
      const body = `<path d="${triangle}" fill="${colour}" stroke="#1b2440" stroke-width="1" stroke-linejoin="round"/>`;
      return `${open}${body}${shape.replaceAll('MARK', '#1b2440')}</svg>`;
    }
    // A hole in the silhouette, so that the mark shows whatever colour macOS picks.
    const mask = `<mask id="hole"><rect width="16" height="16" fill="#fff"/>${shape.replaceAll('MARK', '#000')}</mask>`;
    return `${open}${mask}<path d="${triangle}" fill="#000" stroke="#000" stroke-width="1" stroke-linejoin="round" mask="url(#hole)"/></svg>`;
  }
  if (template) {
    const frame =
      '<rect x="1.1" y="1.6" width="13.8" height="10.8" rx="1.8" fill="none" stroke="#000" stroke-width="1.2"/><rect x="5" y="13.6" width="6" height="1.4" rx="0.7" fill="#000"/>';
    return `${open}${frame}${shape.replaceAll('INK', '#000')}</svg>`;
  }
  const frame =
    '<rect x="0.6" y="1.1" width="14.8" height="11.8" rx="2" fill="#1b2440" stroke="#dfe5f2" stroke-width="1"/><rect x="4.5" y="13.4" width="7" height="1.8" rx="0.9" fill="#dfe5f2" stroke="#1b2440" stroke-width="0.4"/>';
  return `${open}${frame}${shape.replaceAll('INK', colour)}</svg>`;
}
