import { importedByName, makeFacts } from '../../db/imported-pictures.fake.ts';
import type { TestLibrary } from '../../db/test-library.fake.ts';
import type { ImportedFacts, LibraryDatabase, NewCapture } from '../../ports/repositories.ts';
import { storePictures } from '../library/test-pictures.fake.ts';

/** Stores real pictures with their rows as imported ones of uncertain time, one a minute; give what the test is about. */
export function storeImported(
  { library, database }: { library: TestLibrary; database: LibraryDatabase },
  count: number,
  given: Partial<NewCapture> = {},
  facts: Partial<ImportedFacts> = {},
): Promise<NewCapture[]> {
  const insert: LibraryDatabase['captures']['insert'] = (captures) =>
    database.captures.insert(captures.map((each) => ({ ...each, imported: makeFacts(facts) })));
  const newestId = () => database.captures.newestId();
  const importing = { captures: { insert, newestId } } as unknown as LibraryDatabase;
  return storePictures(library, importing, count, { ...importedByName, ...given });
}
