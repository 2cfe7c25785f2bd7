import { AppError } from '../../src-shared/domain/app-error.ts';

/** Stands for a service until it is built: every call says so, starting and stopping do nothing. */
export function notBuiltYet<Service extends object>(name: string): Service {
  return new Proxy({} as Service, {
    get: (_target, method) => async () => {
      if (method === 'start' || method === 'stop') return;
      throw new AppError('UNSUPPORTED', `${name} is not built yet.`);
    },
  });
}
