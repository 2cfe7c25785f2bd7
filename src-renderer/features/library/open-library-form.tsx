import { useMutation, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../../lib/api.ts';
import { problemOf } from '../../lib/problem.ts';
import { FolderForm } from '../../ui/folder-form.tsx';

/** Opens the library in another folder, or makes one there. */
export function OpenLibraryForm() {
  const queries = useQueryClient();
  const open = useMutation(
    orpc.library.open.mutationOptions({
      onSuccess: (status) => queries.setQueryData(orpc.library.status.queryKey(), status),
    }),
  );
  return (
    <FolderForm
      label="Folder"
      action="Open"
      pending={open.isPending}
      problem={open.isError ? problemOf(open.error).message : undefined}
      onSubmit={(path) => open.mutate({ path })}
    />
  );
}
