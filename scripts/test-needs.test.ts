import { expect, test } from 'vitest';
import { browserNeed, displayNeeds, type MachineFacts, planFor } from './test-needs.ts';

const debianRoot: MachineFacts = {
  platform: 'linux',
  isRoot: true,
  hasAptGet: true,
  distribution: 'debian',
  mayInstall: true,
};
const everything = [browserNeed, ...displayNeeds];

test('uses what is there', () => {
  expect(planFor([], debianRoot)).toEqual({ kind: 'ready' });
});

test('installs Debian packages as root', () => {
  const plan = planFor(everything, debianRoot);
  expect(plan).toMatchObject({ kind: 'install' });
  expect(plan).toHaveProperty(
    'packages',
    expect.arrayContaining(['chromium', 'xserver-xorg-video-dummy', 'imagemagick']),
  );
});

test('names the exact command where it is not root, or may not install', () => {
  const command =
    'apt-get update && apt-get install -y --no-install-recommends xserver-xorg-core xserver-xorg-video-dummy x11-xserver-utils openbox xterm imagemagick';
  const asUser = planFor(displayNeeds, { ...debianRoot, isRoot: false });
  expect(asUser).toHaveProperty('message', expect.stringContaining(`Type: sudo ${command.replace('&& ', '&& sudo ')}`));
  const notAllowed = planFor(displayNeeds, { ...debianRoot, mayInstall: false });
  expect(notAllowed).toHaveProperty('message', expect.stringContaining(`Type: ${command}`));
});

test('does not ask Ubuntu for its chromium package, which is a snap', () => {
  const plan = planFor([browserNeed], { ...debianRoot, distribution: 'ubuntu' });
  expect(plan).toHaveProperty('message', expect.stringMatching(/Type: npx playwright install --with-deps chromium$/));
});

test('elsewhere it asks for a browser', () => {
  const plan = planFor([browserNeed], { ...debianRoot, platform: 'darwin', hasAptGet: false });
  expect(plan).toHaveProperty('message', expect.stringContaining('npx playwright install chromium'));
});
