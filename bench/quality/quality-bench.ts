import { printTable, type Target } from '../report.ts';
import { type Change, changeNames, halfScrolls, nearChanges, truthOf } from './changes.ts';
import { type Corpus, type CorpusPicture, makeCorpus } from './corpus.ts';
import { bitsBetween, chained, hashesOf, type Peer, peers } from './peers.ts';
import { type FoundGroup, groupsOfProduct, type TakenIn, takeIn } from './product-groups.ts';

/** How one way of finding did on the whole corpus. */
interface Findings {
  readonly name: string;
  /** For each change: how many of its pictures were found with their base. */
  readonly found: ReadonlyMap<Change, number>;
  /** The same within the families that share a layout. */
  readonly foundInFamilies: ReadonlyMap<Change, number>;
  /** For each change: how many were found as scrolled, by the right number of pixels. */
  readonly named: ReadonlyMap<Change, number>;
  readonly groups: number;
  /** Groups of the whole corpus in which two different screens are. */
  readonly mixed: readonly string[];
  /** Pairs that share a group, and those of them that should not. */
  readonly pairs: number;
  readonly wrongPairs: number;
}

/** How far the named scroll may be from the true one, in pixels of the stored picture. */
const scrollTolerancePixels = 8;
const printedFailures = 40;

/** Precision and recall of the product on pictures of which is known how they are alike, beside three peers. */
export async function benchQuality(): Promise<Target[]> {
  const corpus = await makeCorpus();
  const { pictures, folder } = corpus;
  console.log(`\nQuality: ${pictures.length} pictures of ${basesOf(pictures).length} screens in ${folder}`);
  const missed: string[] = [];
  const ours = await findWithProduct(await takeIn(pictures), missed);
  printFailures('Missed by us', missed);
  printFailures('Groups of ours that mix different screens', ours.mixed);
  const others: Findings[] = [];
  for (const peer of peers) others.push(await findWithPeer(peer, corpus));
  printRecall(pictures, [ours, ...others]);
  printPrecision([ours, ...others]);
  return targetsOf(pictures, ours);
}

function basesOf(pictures: readonly CorpusPicture[]): CorpusPicture[] {
  return pictures.filter(({ change }) => change === 'base');
}

const withChange = (pictures: readonly CorpusPicture[], change: Change, inFamilies?: boolean): CorpusPicture[] =>
  pictures.filter(
    (each) => each.change === change && (inFamilies === undefined || (each.family !== null) === inFamilies),
  );

/** Each kind of change is tried with all bases in a library of its own, so that one cannot hide another. */
async function findWithProduct(taken: readonly TakenIn[], missed: string[]): Promise<Findings> {
  const found = new Map<Change, number>();
  const foundInFamilies = new Map<Change, number>();
  const named = new Map<Change, number>();
  const isBase = ({ picture }: TakenIn) => picture.change === 'base';
  for (const change of changeNames.slice(1)) {
    const groups = await groupsOfProduct(taken.filter((each) => isBase(each) || each.picture.change === change));
    for (const { picture } of taken.filter((each) => each.picture.change === change)) {
      const similar = groups.some((group) => group.kind === 'similar' && hasWithBase(group, picture));
      const scrolled = groups.filter((group) => group.kind === 'scrolled' && hasWithBase(group, picture));
      const wantsScroll = picture.scrolledPixels > 0;
      const isFound = wantsScroll ? similar || scrolled.length > 0 : similar;
      const isNamed = scrolled.some((group) => saysScrolledBy(group, picture.scrolledPixels));
      if (isFound) found.set(change, (found.get(change) ?? 0) + 1);
      if (isFound && picture.family) foundInFamilies.set(change, (foundInFamilies.get(change) ?? 0) + 1);
      if (isNamed) named.set(change, (named.get(change) ?? 0) + 1);
      const isExpected = nearChanges.includes(change) || (halfScrolls.includes(change) && wantsScroll);
      if (isExpected && !(wantsScroll ? isNamed : isFound)) missed.push(describeMiss(picture, similar, scrolled));
    }
  }
  const all = await groupsOfProduct(taken);
  const asPictures = all.map((group) => group.members.map(({ picture }) => picture));
  const names = all.map((group) => group.kind);
  return { name: 'ours', found, foundInFamilies, named, ...precisionOf(asPictures, names) };
}

function hasWithBase({ members }: FoundGroup, picture: CorpusPicture): boolean {
  const ofScreen = members.filter((each) => each.picture.screen === picture.screen).map((each) => each.picture.change);
  return ofScreen.includes('base') && ofScreen.includes(picture.change);
}

function saysScrolledBy({ members }: FoundGroup, pixels: number): boolean {
  return members.some(({ member }) => Math.abs(Math.abs(member.scrolledPixels ?? 0) - pixels) <= scrollTolerancePixels);
}

function describeMiss(picture: CorpusPicture, similar: boolean, scrolled: readonly FoundGroup[]): string {
  if (picture.scrolledPixels === 0) return `${picture.file}: not in a group with its base`;
  const said = scrolled.flatMap(({ members }) => members.map(({ member }) => member.scrolledPixels)).filter(Boolean);
  const instead = similar
    ? 'found as similar'
    : said.length > 0
      ? `said to be scrolled by ${said.join(', ')}`
      : 'not found';
  return `${picture.file}: scrolled by ${picture.scrolledPixels} px, ${instead}`;
}

async function findWithPeer(peer: Peer, corpus: Corpus): Promise<Findings> {
  const { pictures } = corpus;
  const hashes = await hashesOf(peer, corpus);
  const isPair = (a: number, b: number): boolean => {
    const [one, other] = [hashes[a], hashes[b]];
    return one !== undefined && other !== undefined && bitsBetween(one, other) <= peer.limit;
  };
  const baseIndex = new Map(pictures.flatMap((each, index) => (each.change === 'base' ? [[each.screen, index]] : [])));
  const found = new Map<Change, number>();
  const foundInFamilies = new Map<Change, number>();
  for (const [index, { change, screen, family }] of pictures.entries()) {
    const base = baseIndex.get(screen);
    if (base === undefined || base === index || !isPair(base, index)) continue;
    found.set(change, (found.get(change) ?? 0) + 1);
    if (family) foundInFamilies.set(change, (foundInFamilies.get(change) ?? 0) + 1);
  }
  const groups = chained(pictures.length, isPair).map((group) =>
    group.map((index) => pictures[index] as CorpusPicture),
  );
  return { name: peer.name, found, foundInFamilies, named: new Map(), ...precisionOf(groups) };
}

function precisionOf(
  groups: readonly (readonly CorpusPicture[])[],
  kinds: readonly string[] = [],
): Pick<Findings, 'groups' | 'mixed' | 'pairs' | 'wrongPairs'> {
  let pairs = 0;
  let wrongPairs = 0;
  const mixed: string[] = [];
  for (const [at, group] of groups.entries()) {
    let example: string | undefined;
    for (const [index, one] of group.entries()) {
      for (const other of group.slice(index + 1)) {
        pairs += 1;
        if (truthOf(one, other) !== 'different') continue;
        wrongPairs += 1;
        example ??= `${kinds[at] ?? ''} group of ${group.length}: ${one.file} with ${other.file}`.trim();
      }
    }
    if (example) mixed.push(example);
  }
  return { groups: groups.length, mixed, pairs, wrongPairs };
}

const share = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(3));

function printRecall(pictures: readonly CorpusPicture[], all: readonly Findings[]): void {
  printTable('Found with the base, as a share of the pictures with that change (in brackets: in families)', [
    ['change', 'pictures', ...all.flatMap(({ name }, index) => (index === 0 ? [name, 'as scrolled'] : [name]))],
    ...changeNames.slice(1).map((change) => {
      const count = withChange(pictures, change).length;
      const inFamilies = withChange(pictures, change, true).length;
      const cells = all.flatMap(({ found, foundInFamilies, named }, index) => {
        const brackets = inFamilies > 0 ? ` (${share(foundInFamilies.get(change) ?? 0, inFamilies)})` : '';
        const cell = share(found.get(change) ?? 0, count) + brackets;
        return index === 0 ? [cell, change.startsWith('scrolled') ? share(named.get(change) ?? 0, count) : ''] : [cell];
      });
      return [change, String(count), ...cells];
    }),
  ]);
}

function printPrecision(all: readonly Findings[]): void {
  printTable('All pictures in one library', [
    ['', 'groups', 'that mix different screens', 'pairs', 'wrong pairs', 'precision of pairs'],
    ...all.map(({ name, groups, mixed, pairs, wrongPairs }) => [
      name,
      ...[groups, mixed.length, pairs, wrongPairs].map(String),
      share(pairs - wrongPairs, pairs),
    ]),
  ]);
}

function printFailures(title: string, failures: readonly string[]): void {
  if (failures.length === 0) return;
  console.log(`\n${title}: ${failures.length}`);
  for (const failure of failures.slice(0, printedFailures)) console.log(`  ${failure}`);
  if (failures.length > printedFailures) console.log(`  … and ${failures.length - printedFailures} more`);
}

function targetsOf(pictures: readonly CorpusPicture[], ours: Findings): Target[] {
  const sum = (changes: readonly Change[], counts: ReadonlyMap<Change, number>) =>
    changes.reduce((total, change) => total + (counts.get(change) ?? 0), 0);
  const count = (changes: readonly Change[], inFamilies?: boolean) =>
    changes.reduce((total, change) => total + withChange(pictures, change, inFamilies).length, 0);
  const recall = (name: string, part: number, whole: number, least: number): Target => ({
    name,
    target: `≥ ${least}`,
    measured: `${share(part, whole)} (${part} of ${whole})`,
    reached: part >= least * whole,
  });
  return [
    recall('near copies found', sum(nearChanges, ours.found), count(nearChanges), 0.99),
    recall('near copies found in families', sum(nearChanges, ours.foundInFamilies), count(nearChanges, true), 0.99),
    recall('scrolls found and named', sum(halfScrolls, ours.named), count(halfScrolls), 0.9),
    {
      name: 'groups that mix different screens',
      target: '0',
      measured: `${ours.mixed.length} of ${ours.groups}`,
      reached: ours.mixed.length === 0,
    },
  ];
}
