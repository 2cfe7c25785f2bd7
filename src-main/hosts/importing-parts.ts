import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Importing } from '../core/importing/importing.ts';
import type { Times } from '../core/importing/times.ts';

const notHere = () => Promise.reject(new AppError('UNSUPPORTED', 'This is not built yet.'));

export const importing: Importing = { start: notHere, files: notHere, beginUpload: notHere, receiveUpload: notHere };
export const times: Times = {
  evidence: notHere,
  uncertain: notHere,
  cameras: notHere,
  confirm: notHere,
  shiftPreview: notHere,
  shift: notHere,
};
