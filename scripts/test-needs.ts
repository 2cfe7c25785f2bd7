import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findBrowser } from './browser.ts';

/** A thing of the machine that tests need, with the Debian packages that bring it. */
export interface Need {
  readonly what: string;
  readonly debianPackages: readonly string[];
  readonly isThere: () => boolean;
}

/** True when a program of this name is on the PATH. */
export function hasProgram(name: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders, '/usr/sbin', '/usr/bin'].some((folder) => folder && existsSync(join(folder, name)));
}

const program = (name: string, ...debianPackages: string[]): Need => ({
  what: name,
  debianPackages,
  isThere: () => hasProgram(name),
});

const dummyDriverPlaces = [
  '/usr/lib/xorg/modules/drivers/dummy_drv.so',
  '/usr/lib64/xorg/modules/drivers/dummy_drv.so',
  '/usr/local/lib/xorg/modules/drivers/dummy_drv.so',
];

/** A browser for the window's specs. */
export const browserNeed: Need = {
  what: 'a Chromium browser',
  debianPackages: ['chromium', 'fonts-dejavu-core'],
  isThere: () => findBrowser() !== undefined,
};

/** An X server with several outputs, with real windows on it, and what screenshot-desktop runs. */
export const displayNeeds: readonly Need[] = [
  program('Xorg', 'xserver-xorg-core'),
  {
    what: "Xorg's dummy driver",
    debianPackages: ['xserver-xorg-video-dummy'],
    isThere: () => dummyDriverPlaces.some((path) => existsSync(path)),
  },
  program('xrandr', 'x11-xserver-utils'),
  program('openbox', 'openbox'),
  program('xterm', 'xterm'),
  program('import', 'imagemagick'),
];

/** What the benchmark compares with. */
export const benchNeeds: readonly Need[] = [
  program('scrot', 'scrot'),
  program('findimagedupes', 'findimagedupes'),
  program('dupeguru', 'dupeguru'),
  program('exiftool', 'libimage-exiftool-perl'),
  {
    what: 'FAISS for Python',
    debianPackages: ['python3-faiss'],
    isThere: () => existsSync('/usr/lib/python3/dist-packages/faiss'),
  },
];

/** What decides how missing needs are met. */
export interface MachineFacts {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasAptGet: boolean;
  /** `ID` of /etc/os-release: debian, ubuntu, fedora … */
  readonly distribution: string;
  readonly mayInstall: boolean;
}

export type NeedsPlan =
  | { readonly kind: 'ready' }
  | { readonly kind: 'install'; readonly packages: readonly string[] }
  | { readonly kind: 'impossible'; readonly message: string };

/** What to do about the needs that are not met: nothing, install packages, or say the command to type. */
export function planFor(missing: readonly Need[], facts: MachineFacts): NeedsPlan {
  if (missing.length === 0) return { kind: 'ready' };
  const wanted = missing.map((need) => need.what).join(', ');
  if (facts.platform !== 'linux' || !facts.hasAptGet) {
    const others = missing.filter((need) => need !== browserNeed);
    const commands = missing.includes(browserNeed) ? ['npx playwright install chromium'] : [];
    const byHand =
      others.length > 0
        ? ` Install with your package manager (Debian calls them): ${packagesOf(others).join(' ')}`
        : '';
    return {
      kind: 'impossible',
      message: `The tests need ${wanted}.${commands.length > 0 ? ` Type: ${commands.join(' && ')}` : ''}${byHand}`,
    };
  }
  // Ubuntu's chromium package is a snap, which neither installs in a container nor is driven by Playwright.
  const ownBrowser = facts.distribution !== 'debian' && missing.includes(browserNeed);
  const packages = packagesOf(ownBrowser ? missing.filter((need) => need !== browserNeed) : missing);
  if (facts.isRoot && facts.mayInstall && !ownBrowser) return { kind: 'install', packages };
  const sudo = facts.isRoot ? '' : 'sudo ';
  const commands = [];
  if (packages.length > 0) {
    commands.push(`${sudo}apt-get update`, `${sudo}apt-get install -y --no-install-recommends ${packages.join(' ')}`);
  }
  if (ownBrowser) commands.push('npx playwright install --with-deps chromium');
  return { kind: 'impossible', message: `The tests need ${wanted}. Type: ${commands.join(' && ')}` };
}

function packagesOf(needs: readonly Need[]): string[] {
  return [...new Set(needs.flatMap((need) => need.debianPackages))];
}

/** The facts of this machine. */
export function thisMachine(mayInstall: boolean): MachineFacts {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasAptGet: hasProgram('apt-get'),
    distribution: /^ID="?([^"\n]*)"?$/m.exec(release)?.[1] ?? '',
    mayInstall,
  };
}

/** Makes sure of these needs, or throws one sentence that ends in the command to type. */
export function ensureNeeds(needs: readonly Need[], mayInstall: boolean): void {
  const plan = planFor(
    needs.filter((need) => !need.isThere()),
    thisMachine(mayInstall),
  );
  if (plan.kind === 'ready') return;
  if (plan.kind === 'impossible') throw new Error(plan.message);
  console.log(`Installing what the tests need: ${plan.packages.join(' ')}`);
  aptGet('update', '-qq');
  aptGet('install', '-y', '-qq', '--no-install-recommends', ...plan.packages);
  const stillMissing = needs.filter((need) => !need.isThere());
  if (stillMissing.length > 0) {
    throw new Error(
      `The packages are installed, but ${stillMissing.map((need) => need.what).join(', ')} is not there.`,
    );
  }
}

function aptGet(...words: string[]): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync('apt-get', words, { env: environment, encoding: 'utf8' });
  if (result.status === 0) return;
  throw new Error(`"apt-get ${words.join(' ')}" failed:\n${result.stdout}${result.stderr}`);
}
