import { jwtVerify, SignJWT } from 'jose';
import type { LoginSigner } from '../../ports/access.ts';

const algorithm = 'HS256';
const issuer = 'afterimage';
const audience = 'afterimage';

/** A clock that was set back a little must not refuse the log-in it has just made. */
const toleranceSeconds = 5;

/** JSON Web Tokens with one algorithm, one issuer and one audience; nothing in a token chooses any of them. */
export const loginSigner: LoginSigner = {
  sign: (claims, key) =>
    new SignJWT({ iat: claims.issuedAt / 1000, nbf: claims.notBefore / 1000, exp: claims.expiresAt / 1000 })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setJti(claims.id)
      .sign(key),
  verify: async (token, key, now) => {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: 'JWT',
        requiredClaims: ['iat', 'nbf', 'exp', 'jti'],
        clockTolerance: toleranceSeconds,
        currentDate: new Date(now),
      });
      const { iat = 0, nbf = 0, exp = 0, jti = '' } = payload;
      return { id: jti, issuedAt: iat * 1000, notBefore: (nbf - toleranceSeconds) * 1000, expiresAt: exp * 1000 };
    } catch {
      // Whatever is wrong with it, it lets nobody in, and whoever sent it learns nothing more.
      return undefined;
    }
  },
};
