/** Everything doctor can find. Scripts may rely on the codes; they never change meaning. */
export const findingCodes = [
  'marker_missing',
  'marker_unreadable',
  'folder_missing',
  'permissions_open',
  'database_missing',
  'database_corrupt',
  'database_too_new',
  'database_unavailable',
  'migrations_pending',
  'integrity',
  'counts_differ',
  'gap_open',
  'temporary_file',
  'orphan_file',
  'foreign_file',
  'move_unfinished',
  'file_misplaced',
  'file_in_two_places',
  'file_missing',
  'file_found_again',
  'file_known_missing',
  'size_differs',
  'checksum_differs',
  'file_unreadable',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** `info` is worth knowing and no damage. */
export type FindingSeverity = 'info' | 'warning' | 'error';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  /** Relative to the library, with forward slashes. */
  readonly path?: string;
  readonly message: string;
  readonly repaired: boolean;
}

export interface DoctorReport {
  /** True when nothing is left that is worse than `info`: nothing was found, or all of it was repaired. */
  readonly clean: boolean;
  /** At most a thousand for each code; `counts` has them all. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Partial<Record<FindingCode, number>>>;
  readonly checked: { readonly days: number; readonly files: number; readonly bytes: number; readonly rows: number };
}

const maximumPerCode = 1000;

/** Collects findings without letting a library in ruins fill the memory. */
export class FindingList {
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();
  #isClean = true;

  add(finding: Omit<Finding, 'repaired'> & { repaired?: boolean }): void {
    const count = (this.#counts.get(finding.code) ?? 0) + 1;
    this.#counts.set(finding.code, count);
    const repaired = finding.repaired ?? false;
    if (finding.severity !== 'info' && !repaired) this.#isClean = false;
    if (count <= maximumPerCode) this.#findings.push({ ...finding, repaired });
  }

  report(checked: DoctorReport['checked']): DoctorReport {
    return {
      clean: this.#isClean,
      findings: this.#findings,
      counts: Object.fromEntries(this.#counts),
      checked,
    };
  }
}
