import type { ImportRequest } from '../../../src-shared/contract/importing.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import classes from './importing.module.css';

/** Where the files of an import come from: in a few words, and all of it for who opens them. */
export function Sources({ words, paths }: { readonly words: string; readonly paths: ImportRequest['paths'] }) {
  if (paths.length < 2) return <ForeignText text={words} />;
  return (
    <details className={classes.sources}>
      <summary>
        <ForeignText text={words} />
      </summary>
      <ul aria-label="All that was chosen">
        {paths.map((path) => (
          <li key={path}>
            <ForeignText text={path} />
          </li>
        ))}
      </ul>
    </details>
  );
}
