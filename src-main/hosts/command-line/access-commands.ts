import { newPasswordSchema } from '../../../src-shared/contract/access.ts';
import type { Scope } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { uuid } from './arguments.ts';
import { askSecrets } from './ask-secrets.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { facts, table } from './table.ts';
import { withClient } from './with-client.ts';
import { hereText } from './words.ts';

/** `afterimage token create NAME --scope S… [--expires DAYS]` */
export function runTokenCreate(
  context: CommandContext,
  { scope: scopes, expires }: { scope: Scope[]; expires?: number },
  [name = '']: readonly string[],
): Promise<number> {
  return withClient(context, async ({ access }) => {
    const made = await access.createToken({
      name,
      scopes,
      ...(expires === undefined ? {} : { expires_in_days: expires }),
    });
    context.output.document(made);
    context.output.print(
      facts([
        ['Token', made.token],
        ['Name', made.name],
        ['Scopes', made.scopes.join(', ')],
        ['Expires at', made.expires_at === null ? 'never' : hereText(made.expires_at)],
        ['Id', made.id],
      ]),
    );
    context.output.print('\nThe token is shown this once: keep it where only that program can read it.');
    return exitCodes.done;
  });
}

/** `afterimage token list` */
export function runTokenList(context: CommandContext): Promise<number> {
  return withClient(context, async ({ access }) => {
    const found = await access.tokens();
    context.output.document(found);
    context.output.print(
      found.items.length === 0
        ? 'There are no tokens.'
        : table(
            ['Name', 'Scopes', 'Made at', 'Last used at', 'Expires at', 'Id'],
            found.items.map((token) => [
              token.name,
              token.scopes.join(', '),
              hereText(token.created_at),
              token.last_used_at === null ? 'never' : hereText(token.last_used_at),
              token.expires_at === null ? 'never' : hereText(token.expires_at),
              token.id,
            ]),
          ),
    );
    return exitCodes.done;
  });
}

/** `afterimage token revoke ID` */
export function runTokenRevoke(context: CommandContext, _options: unknown, [word]: readonly string[]): Promise<number> {
  const id = uuid(word, 'a token', 'token list');
  return withClient(context, async ({ access }) => {
    context.output.document(await access.revokeToken({ id }));
    context.output.print('Revoked. It is refused from now on.');
    return exitCodes.done;
  });
}

/** `afterimage password set [--stdin]` */
export async function runPasswordSet(
  context: CommandContext,
  { stdin }: { stdin?: boolean },
  operands: readonly string[],
): Promise<number> {
  if (operands.length > 0) {
    const sentence =
      'A password is no argument, since other programs can read those. Type it when asked, or use --stdin.';
    throw new AppError('BAD_INPUT', sentence);
  }
  const password = stdin ? await readPiped(process.stdin) : await askTwice();
  if (password === undefined) {
    context.output.document({ changed: false });
    context.output.print('The password was not changed.');
    return exitCodes.failed;
  }
  if (!newPasswordSchema.safeParse(password).success) {
    throw new AppError('BAD_INPUT', 'A password has 8 to 1024 characters. It was not changed.');
  }
  return withClient(context, async ({ access }) => {
    context.output.document(await access.setPassword({ password }));
    context.output.print('The password is set. All log-ins with an earlier one have ended.');
    return exitCodes.done;
  });
}

/** Undefined where the person gave up. */
async function askTwice(): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new AppError('BAD_INPUT', 'A password is typed on a terminal, or piped in with --stdin.');
  }
  const answers = await askSecrets(process.stdin, process.stderr, ['New password: ', 'The same again: ']);
  if (!answers) return undefined;
  const [first, second] = answers;
  if (first !== second) throw new AppError('BAD_INPUT', 'The two are not the same. The password was not changed.');
  return first;
}

const greatestPipedBytes = 8192;

/** The one line that is piped in, without its end. */
async function readPiped(input: NodeJS.ReadStream): Promise<string> {
  if (input.isTTY)
    throw new AppError('BAD_INPUT', 'With --stdin the password comes from a pipe: leave it out to type it.');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (length > greatestPipedBytes) throw new AppError('BAD_INPUT', 'What is piped in is too long for a password.');
    chunks.push(chunk);
  }
  const line = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line)) throw new AppError('BAD_INPUT', 'A password is one line.');
  return line;
}
