import type { Display } from '../../src-shared/contract/capture-control.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { SourceName } from '../../src-shared/domain/vocabulary.ts';
import type { ScreenSourceCandidate } from '../ports/screen-source.ts';

/** The displays as the best source sees them, without capturing anything. */
export async function listDisplays(
  candidates: readonly ScreenSourceCandidate[],
  requested: SourceName | 'auto',
): Promise<{ source: SourceName; reason: string; displays: Display[] }> {
  const reasons: string[] = [];
  for (const candidate of candidates) {
    if (requested !== 'auto' && candidate.name !== requested) continue;
    const probe = await candidate.probe();
    if (!probe.usable) {
      reasons.push(`${candidate.name}: ${probe.reason}`);
      continue;
    }
    const source = candidate.create();
    try {
      return {
        source: source.name,
        reason: candidate.merit ?? probe.reason,
        displays: [...(await source.listDisplays())],
      };
    } finally {
      await source.dispose();
    }
  }
  throw new AppError('SOURCE_UNAVAILABLE', `No screen source works here. ${reasons.join(' ')}`.trim());
}
