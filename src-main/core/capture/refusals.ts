import { AppError, type ErrorCode } from '../../../src-shared/domain/app-error.ts';
import type { CaptureState } from '../../../src-shared/domain/capture-state.ts';

const codeByState: Readonly<Partial<Record<CaptureState, ErrorCode>>> = {
  library_unavailable: 'LIBRARY_UNAVAILABLE',
  no_permission: 'PERMISSION_DENIED',
  disk_floor: 'DISK_FULL',
  no_display: 'NO_DISPLAY',
};

/** Why a tick that was asked for cannot be had in this state. */
export function refusalOf(state: CaptureState, message: string): AppError {
  return new AppError(codeByState[state] ?? 'CONFLICT', message, { details: { state } });
}

export function consentRequired(): AppError {
  return new AppError('CONSENT_REQUIRED', 'Nothing is captured before you agree to it. Agree first.');
}
