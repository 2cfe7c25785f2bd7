import { os } from './procedures.ts';

/** Log-ins, tokens and the password. */
export const accessProcedures = os.access.router({
  login: os.access.login.handler(async ({ context, input }) => {
    const { token, expiresAt } = await context.session.library().access.login(input);
    return { token, expires_at: expiresAt };
  }),
  logout: os.access.logout.handler(async ({ context }) => ({
    revoked: await context.session.library().access.logout(context.principal),
  })),
  me: os.access.me.handler(({ context }) => ({ ...context.principal, scopes: [...context.principal.scopes] })),
  tokens: os.access.tokens.handler(async ({ context }) => ({
    items: await context.session.library().access.tokens(),
  })),
  createToken: os.access.createToken.handler(({ context, input }) =>
    context.session.library().access.createToken(input, context.principal),
  ),
  revokeToken: os.access.revokeToken.handler(async ({ context, input }) => {
    await context.session.library().access.revoke(input.id, context.principal);
    return { revoked: true };
  }),
  setPassword: os.access.setPassword.handler(async ({ context, input }) => {
    const { password, current_password: current } = input;
    await context.session.library().access.setPassword({ password, current }, context.principal);
    return { password_set: true };
  }),
  status: os.access.status.handler(async ({ context }) => {
    const { access } = context.session.library();
    const address = [...context.session.apiAddresses].at(-1) ?? null;
    return { passwordSet: access.passwordIsSet(), logins: await access.logins(), address };
  }),
});
