/** What a token may be allowed to do. Each path of the API asks for one of these. */
export const scopes = ['captures:text', 'captures:read', 'memory:read', 'memory:write', 'decide', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** What each scope allows, in words for a person. */
export const scopeDescriptions: Readonly<Record<Scope, string>> = {
  'captures:text': 'Read what is known about captures: times, programs, titles, text. No pictures.',
  'captures:read': 'Read captures with their pictures.',
  'memory:read': 'Read events, conversations, snapshots and preferences.',
  'memory:write': 'Read and write events, conversations and its own preferences, and store captures.',
  decide: 'Decide about captures: keep, discard to the trash, restore, tag, undo.',
  admin: 'Everything, also settings, jobs, capture itself and access.',
};

/** What a scope brings with it besides itself. `admin` brings all. */
const included: Readonly<Record<Scope, readonly Scope[]>> = {
  'captures:text': [],
  'captures:read': ['captures:text'],
  'memory:read': [],
  'memory:write': ['memory:read'],
  decide: [],
  admin: scopes,
};

/**
 * What a procedure asks for: a scope, `any` for whoever is let in at all, or `none` for what is answered before anybody
 * has said who they are.
 */
export type RequiredScope = Scope | 'any' | 'none';

/** Who makes a call: the person at the window, a log-in with the password, or a program with a token of its own. */
export interface Principal {
  readonly kind: 'owner' | 'login' | 'program';
  /** The row of the token or log-in; null for the window. */
  readonly id: string | null;
  /** The name shown where something was done by it, such as `user` or the name of a token. */
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** The person at the window of this machine, who may do everything. */
export const owner: Principal = { kind: 'owner', id: null, name: 'user', scopes };

/** Whether somebody with these scopes may do what asks for `required`. */
export function allows(granted: readonly Scope[], required: RequiredScope): boolean {
  if (required === 'none' || required === 'any') return true;
  return granted.some((scope) => scope === required || included[scope].includes(required));
}
