import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../../lib/api.ts';
import { useLiveMessages } from '../../lib/live.tsx';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';

/** The last use is known to the minute. */
const tokensAskedEveryMs = 60_000;
/** Whether programs are answered changes by itself, a moment after the switch. */
const statusAskedEveryMs = 3_000;

/** Who may use the API, as it is now: programs and other windows change it too, and each change is in the activity log. */
export function useAccess() {
  const queries = useQueryClient();
  const askAgain = () => queries.invalidateQueries({ queryKey: orpc.access.key() });
  useLiveMessages(['event-added', 'hello', 'resync'], () => void askAgain());
  const status = useQuery(orpc.access.status.queryOptions({ refetchInterval: statusAskedEveryMs }));
  const tokens = useQuery(orpc.access.tokens.queryOptions({ refetchInterval: tokensAskedEveryMs }));
  const revoke = useMutation(
    orpc.access.revokeToken.mutationOptions({
      onSettled: askAgain,
      onError: (error) => noticeProblem('This could not be revoked', error),
    }),
  );
  const create = useMutation(orpc.access.createToken.mutationOptions({ onSettled: askAgain }));
  const setPassword = useMutation(
    orpc.access.setPassword.mutationOptions({
      onSettled: askAgain,
      onSuccess: () => noticeDone('The password is set.'),
    }),
  );
  return { status, tokens, revoke, create, setPassword };
}

export type Access = ReturnType<typeof useAccess>;
