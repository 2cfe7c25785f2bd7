import type { Capture } from '../../src-shared/contract/captures.ts';
import { millisecondsPerDay } from '../../src-shared/domain/local-time.ts';
import { form, picture } from './receiving-host.fake.ts';
import type { AskRest } from './rest-asker.fake.ts';

/**
 * Sends the screens of two displays on two days, two of each, oldest first. On the second day the right one shows the
 * same twice.
 */
export async function sendScreens(ask: AskRest, firstDay: number): Promise<Capture[]> {
  const sent: Capture[] = [];
  const same = await picture();
  for (const day of [0, 1]) {
    for (const round of [0, 1, 2, 3]) {
      const displayId = round % 2 === 0 ? 'left' : 'right';
      const answer = await ask('/api/captures', {
        method: 'POST',
        ...form([
          ['file', day === 1 && displayId === 'right' ? same : await picture()],
          ['captured_at', String(firstDay + day * millisecondsPerDay + round * 60_000)],
          ['utc_offset_minutes', '0'],
          ['display_id', displayId],
          ['display_name', displayId === 'left' ? 'Left' : 'Right'],
        ]),
      });
      if (answer.status !== 201) throw new Error(`A screen was refused: ${answer.bytes}`);
      sent.push(answer.body);
    }
  }
  return sent;
}
