/** The row of the hash of the password. */
export const passwordHash = 'password';

/** The row of the key that log-ins are signed with, as base64url. It exists as soon as a password does. */
export const loginKey = 'login-key';
