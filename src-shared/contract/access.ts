import { z } from 'zod';
import { scopes } from '../domain/access.ts';
import { plainText } from '../domain/plain-text.ts';
import { id, instantMs, procedure, published } from './base.ts';

const scope = z.enum(scopes);

/** The name a person gives a token: one line that is seen, without signs that would turn or hide the text around it. */
export const tokenNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine(
    (name) => plainText(name) === name && /[\p{L}\p{N}\p{P}\p{S}]/u.test(name),
    'A name is one line of plain text.',
  );

/** Short enough to be hashed at once, long enough not to be guessed. */
export const newPasswordSchema = z.string().min(8).max(1024);

/** A password that is tried: one too short to be right is as wrong as any other. */
const triedPassword = z.string().max(1024);

/** One who was let in. Names with an underscore are what programs depend on. */
const lettingIn = {
  id,
  created_at: instantMs,
  /** Null for one that holds until it is revoked. */
  expires_at: instantMs.nullable(),
  /** To the minute; null before the first use. */
  last_used_at: instantMs.nullable(),
};

/** A program's token, without its secret: that is shown once. */
export const accessTokenSchema = z.object({ ...lettingIn, name: z.string(), scopes: z.array(scope) });
export type AccessToken = z.infer<typeof accessTokenSchema>;

/** A log-in with the password. */
export const loginSchema = z.object(lettingIn);
export type Login = z.infer<typeof loginSchema>;

export const newTokenSchema = z.object({
  name: tokenNameSchema,
  scopes: z
    .array(scope)
    .min(1)
    .max(scopes.length)
    .transform((chosen) => scopes.filter((each) => chosen.includes(each))),
  expires_in_days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('Without it the token holds until it is revoked.'),
});
export type NewToken = z.infer<typeof newTokenSchema>;

export const accessContract = {
  login: published('POST', '/auth/login', { scope: 'none', tag: 'Access', summary: 'Log in with the password' })
    .input(z.object({ user: z.string().max(200).default('owner'), password: triedPassword }))
    .output(z.object({ token: z.string(), expires_at: instantMs })),
  /** Ends the log-in that the call came with; of a program's token, or the window, nothing ends. */
  logout: published('POST', '/auth/logout', { scope: 'any', tag: 'Access', summary: 'End this log-in' }).output(
    z.object({ revoked: z.boolean() }),
  ),
  me: published('GET', '/auth/me', { scope: 'any', tag: 'Access', summary: 'Who this token belongs to' }).output(
    z.object({
      kind: z.enum(['owner', 'login', 'program']),
      id: id.nullable(),
      name: z.string(),
      scopes: z.array(scope),
    }),
  ),
  /** Newest first, without revoked ones. */
  tokens: published('GET', '/auth/tokens', {
    scope: 'admin',
    tag: 'Access',
    summary: 'The tokens of programs',
  }).output(z.object({ items: z.array(accessTokenSchema) })),
  createToken: published('POST', '/auth/tokens', {
    scope: 'admin',
    tag: 'Access',
    summary: 'Make a token for a program; it is shown once',
    successStatus: 201,
  })
    .input(newTokenSchema)
    .output(accessTokenSchema.extend({ token: z.string() })),
  /** Also ends a log-in. */
  revokeToken: published('DELETE', '/auth/tokens/{id}', {
    scope: 'admin',
    tag: 'Access',
    summary: 'Revoke a token or a log-in',
  })
    .input(z.object({ id }))
    .output(z.object({ revoked: z.boolean() })),
  /** Ends all log-ins. Whoever is not at the window gives the current password too. */
  setPassword: published('PUT', '/auth/password', { scope: 'admin', tag: 'Access', summary: 'Set the password' })
    .input(
      z.object({
        password: newPasswordSchema,
        current_password: triedPassword
          .optional()
          .describe('Asked of everybody but the window, once there is a password.'),
      }),
    )
    .output(z.object({ password_set: z.boolean() })),
  /** What the window shows beside the tokens. */
  status: procedure.output(
    z.object({
      passwordSet: z.boolean(),
      logins: z.array(loginSchema),
      /** Where programs reach this process now; null while it does not answer them. */
      address: z.string().nullable(),
    }),
  ),
};
