import { describe, expect, it } from 'vitest';
import { exportSelectionSchema } from '../../../src-shared/contract/exporting.ts';
import { type ExportAddress, nameOfScope, scopeInWords, selectionOf, spanOf } from './export-scope.ts';

const id = '01890000-0000-7000-8000-000000000000';

describe('what is exported', () => {
  it.each<[ExportAddress, string, string]>([
    [{}, 'library', 'All pictures'],
    [{ decision: 'kept' }, 'library', 'Kept pictures'],
    [
      { day: '2024-03-01', tag: 'trip', decision: 'unreviewed' },
      'day',
      'Undecided pictures of Friday, 1 March 2024, tagged “trip”',
    ],
    [{ from: '2024-03-01', to: '2024-03-03' }, 'range', 'All pictures from Fri, 1 Mar 2024 to Sun, 3 Mar 2024'],
    [{ from: '2024-03-01' }, 'range', 'All pictures since Fri, 1 Mar 2024'],
    [{ to: '2024-03-01' }, 'range', 'All pictures until Fri, 1 Mar 2024'],
  ])('is said as it is asked for: %o', (address, span, words) => {
    expect([spanOf(address), scopeInWords(address, undefined)]).toEqual([span, words]);
    expect(exportSelectionSchema.safeParse(selectionOf(address, undefined)).success).toBe(true);
  });

  it('is a selection of pictures and nothing else where there is one', () => {
    expect(selectionOf({ tag: 'trip', decision: 'kept' }, [id])).toEqual({ captureIds: [id] });
    expect(scopeInWords({ tag: 'trip' }, [id, id])).toBe('2 selected pictures');
  });

  it('asks for every part that the address has', () => {
    expect(selectionOf({ day: '2024-03-01', display: 'left', tag: 'trip', decision: 'kept' }, undefined)).toMatchObject(
      {
        day: '2024-03-01',
        displayId: 'left',
        tag: 'trip',
        reviewState: 'kept',
      },
    );
  });

  it('names the export after its days, and else after today', () => {
    const name = (address: ExportAddress) => nameOfScope(address, '2026-11-29');
    expect([
      name({ tag: 'trip' }),
      name({ day: '2024-03-01' }),
      name({ from: '2024-03-01', to: '2024-03-03' }),
      name({ from: '2024-03-01', to: '2024-03-01' }),
    ]).toEqual(['2026-11-29', '2024-03-01', '2024-03-01-to-2024-03-03', '2024-03-01']);
  });
});
