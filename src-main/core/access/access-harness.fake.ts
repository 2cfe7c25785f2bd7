import { loginSigner } from '../../adapters/access/login-signer.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import type { LoginSigner, PasswordHasher } from '../../ports/access.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { AccessService } from './access-service.ts';

/** Passwords without the wait, and how often they were hashed. */
export class CountingHasher implements PasswordHasher {
  calls = 0;
  atOnce = 0;
  mostAtOnce = 0;
  /** Runs in the middle of each check. */
  meanwhile: () => Promise<void> = async () => {};

  async hash(password: string): Promise<string> {
    return this.#work(() => `hash of ${password}`);
  }

  async matches(password: string, hash: string | undefined): Promise<boolean> {
    return this.#work(() => hash === `hash of ${password}`);
  }

  async #work<Result>(answer: () => Result): Promise<Result> {
    this.calls += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await this.meanwhile();
    this.atOnce -= 1;
    return answer();
  }
}

/** The real signer, and how often it read a token. */
export class CountingSigner implements LoginSigner {
  verified = 0;
  readonly sign: LoginSigner['sign'] = (claims, key) => loginSigner.sign(claims, key);

  verify(...asked: Parameters<LoginSigner['verify']>): ReturnType<LoginSigner['verify']> {
    this.verified += 1;
    return loginSigner.verify(...asked);
  }
}

/** A service on a real database, with a clock that a test moves. */
export interface AccessHarness {
  readonly library: TestLibrary;
  readonly database: LibraryDatabase;
  readonly events: EventLog;
  readonly access: AccessService;
  readonly hasher: CountingHasher;
  readonly signer: CountingSigner;
  readonly reports: string[];
}

/** Closed with its library when the test ends. */
export async function openAccess(): Promise<AccessHarness> {
  const library = await TestLibrary.make();
  const database = await library.open();
  const { clock } = library;
  const hasher = new CountingHasher();
  const signer = new CountingSigner();
  const reports: string[] = [];
  const events = new EventLog(database.events, new LiveBus(), clock);
  const report = (summary: string) => reports.push(summary);
  const access = new AccessService({ repository: database.access, events, signer, hasher, clock, report });
  return { library, database, events, access, hasher, signer, reports };
}
