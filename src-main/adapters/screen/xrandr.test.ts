import { expect, it } from 'vitest';
import { parseXrandr } from './xrandr.ts';

it('reads place, size, rotation and connection of every output that shows something', () => {
  const printed = [
    'Screen 0: minimum 320 x 200, current 5760 x 1080, maximum 8192 x 8192',
    'eDP-1 connected (normal left inverted right x axis y axis)',
    '   2560x1440     60.00 +',
    'HDMI-1 connected primary 1920x1080+0+0 (normal left inverted right x axis y axis) 476mm x 268mm',
    '   1920x1080     60.00*+',
    'DP-1 connected 1080x1920+1920+0 left (normal left inverted right x axis y axis) 476mm x 268mm',
    'DP-2 disconnected 1280x1024+3000+120 right (normal left inverted right) 0mm x 0mm',
    'DP-3 disconnected (normal left inverted right x axis y axis)',
    'VIRTUAL1 unknown connection 800x600+10+20 inverted X axis (normal) 0mm x 0mm',
    '',
  ].join('\n');
  expect(parseXrandr(printed)).toEqual([
    { name: 'HDMI-1', connected: true, primary: true, x: 0, y: 0, width: 1920, height: 1080, rotation: 0 },
    { name: 'DP-1', connected: true, primary: false, x: 1920, y: 0, width: 1080, height: 1920, rotation: 270 },
    { name: 'DP-2', connected: false, primary: false, x: 3000, y: 120, width: 1280, height: 1024, rotation: 90 },
    { name: 'VIRTUAL1', connected: false, primary: false, x: 10, y: 20, width: 800, height: 600, rotation: 180 },
  ]);
});
