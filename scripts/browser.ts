import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

/** Where browsers that Playwright can drive are usually installed, best first. */
function usualPlaces(platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
  }
  if (platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return roots.flatMap((root) => (root ? programs.map((program) => join(root, program)) : []));
  }
  // Not `chromium-browser`: on Ubuntu that is a script that asks for a snap.
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  return names.map((name) => `/usr/bin/${name}`);
}

/** The browser to test with: the one named by AFTERIMAGE_BROWSER, Playwright's own, or an installed one. */
export function findBrowser(): string | undefined {
  const named = process.env.AFTERIMAGE_BROWSER;
  if (named) return named;
  return [chromium.executablePath(), ...usualPlaces(process.platform)].find((path) => path && existsSync(path));
}
