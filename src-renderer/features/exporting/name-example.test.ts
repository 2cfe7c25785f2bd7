import { describe, expect, it } from 'vitest';
import { defaultNameTemplate } from '../../../src-shared/contract/exporting.ts';
import { exampleCapture, exampleOf, problemOfTemplate } from './name-example.ts';

describe('the name of an exported picture', () => {
  it('is shown as it will be', () => {
    expect(exampleOf(defaultNameTemplate, 'dated')).toBe(
      '2024/03/01/2024-03-01_22-15-22_Left_018dfc2a-5b90-7c31-9d5e-3f1a2b4c6d7e.jpg',
    );
    expect(exampleOf('{app} at {time}', 'flat')).toBe('Firefox at 22-15-22.jpg');
  });

  it('has no room for what a picture does not have', () => {
    const imported = {
      ...exampleCapture,
      displayName: null,
      appName: null,
      originalFilename: 'Trip: day 1?.HEIC',
      mimeType: 'image/heic',
    };
    expect(exampleOf('{date}_{display}_{name}', 'flat', imported)).toBe('2024-03-01_Trip- day 1-.heic');
    expect(exampleOf('{display}_{date}', 'flat', imported)).toBe('2024-03-01.heic');
    expect(exampleOf('{app}', 'flat', imported)).toBe(`${exampleCapture.id}.heic`);
  });

  it.each([
    ['', 'Say how the files are called.'],
    ['{date}/{time}', 'A name has no slash: choose “in folders by day” for folders.'],
    ['{date}_{hour}', 'There is no field {hour}.'],
    ['{date', 'A brace has no other one.'],
    ['date}', 'A brace has no other one.'],
    ['{date}_{time}', undefined],
  ])('is wrong where the template is: %s', (template, problem) => {
    expect(problemOfTemplate(template)).toBe(problem);
  });
});
