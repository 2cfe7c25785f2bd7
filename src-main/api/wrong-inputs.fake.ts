import type { ContractClient } from './transports.fake.ts';

export const unknownId = '01890000-0000-7000-8000-000000000000';

type WrongInput = readonly [name: string, call: (client: ContractClient) => Promise<unknown>, expected: object];

const notFound = { code: 'NOT_FOUND', status: 404 };
const badInput = { code: 'BAD_INPUT', status: 400 };
const conflict = { code: 'CONFLICT', status: 409 };

const captures: readonly WrongInput[] = [
  ['an unknown capture', (client) => client.captures.get({ id: unknownId }), notFound],
  [
    'neighbours of an unknown capture',
    (client) => client.captures.neighbours({ id: unknownId }),
    { code: 'NOT_FOUND', data: { id: unknownId } },
  ],
  ['an unknown event', (client) => client.memory.events.resolve({ id: unknownId }), { code: 'NOT_FOUND' }],
  ['a filter of events that is misspelt', (client) => client.memory.events.list(misspelt), badInput],
  ['an id that is none', (client) => client.captures.get({ id: 'x' }), badInput],
  [
    'a day that does not exist',
    (client) => client.timeline.day({ day: '2026-02-30' }),
    { code: 'BAD_INPUT', message: '“day”: A day is written YYYY-MM-DD.' },
  ],
  ['a page that is too long', (client) => client.captures.list({ limit: 501 }), { code: 'BAD_INPUT' }],
  ['an order that is none', (client) => client.captures.list(sideways), badInput],
  ['a column to sort by', (client) => client.captures.list(sorted), badInput],
  ['a cursor that was never given out', (client) => client.captures.list({ cursor: 'nonsense' }), badInput],
];

const settings: readonly WrongInput[] = [
  [
    'a preference out of range',
    (client) => client.preferences.set({ key: 'intervalSeconds', value: 0 }),
    { code: 'BAD_INPUT', message: '“Interval” was not changed. Give a whole number from 1 to 3600 s.' },
  ],
  [
    'a consent that the person did not give',
    (client) => client.memory.preferences.put({ key: 'consentGivenAt', value: 1 }),
    { code: 'BAD_INPUT', message: '“Consent given” is noted by Afterimage itself.' },
  ],
  [
    'a preference that does not exist',
    (client) => client.preferences.set({ key: 'nothing' as 'quality', value: 0 }),
    { code: 'BAD_INPUT' },
  ],
  ['what only a desktop can', (client) => client.app.chooseFolder(), { code: 'UNSUPPORTED', status: 501 }],
  ['launching at login', (client) => client.app.launchAtLogin(), { code: 'UNSUPPORTED' }],
  ['setting launch at login', (client) => client.app.setLaunchAtLogin({ enabled: true }), { code: 'UNSUPPORTED' }],
  ['the settings of macOS', (client) => client.app.openScreenRecordingSettings(), { code: 'UNSUPPORTED' }],
  ['quitting a host that cannot', (client) => client.app.quit(), { code: 'UNSUPPORTED' }],
  [
    'revealing an unknown capture',
    (client) => client.app.revealInFolder({ captureId: unknownId }),
    { code: 'NOT_FOUND' },
  ],
  ['revealing what an unknown job made', (client) => client.app.revealExport({ jobId: unknownId }), notFound],
  ['a tick before consent', (client) => client.capture.now(), { code: 'CONSENT_REQUIRED', status: 403 }],
  [
    'switching on before consent',
    (client) => client.capture.setEnabled({ enabled: true }),
    { code: 'CONSENT_REQUIRED' },
  ],
  ['an unknown backup', (client) => client.library.restoreBackup({ name: 'none.db' }), { code: 'NOT_FOUND' }],
];

const jobs: readonly WrongInput[] = [
  ['an unknown job', (client) => client.jobs.get({ id: unknownId }), { ...notFound, message: 'There is no such job.' }],
  ['items of an unknown job', (client) => client.jobs.items({ id: unknownId }), notFound],
  ['cancelling an unknown job', (client) => client.jobs.cancel({ id: unknownId }), notFound],
  ['a retry of an unknown job', (client) => client.jobs.retry({ id: unknownId }), notFound],
  ['watching an unknown job', async (client) => (await client.jobs.watch({ id: unknownId })).next(), notFound],
  ['the id of a job that is none', (client) => client.jobs.cancel({ id: '../jobs' }), badInput],
  ['a type of job that is none', (client) => client.jobs.list({ type: 'mow_lawn' as 'process' }), badInput],
  ['a place in the list of jobs that is none', (client) => client.jobs.list({ cursor: 'nonsense' }), badInput],
];

const importing: readonly WrongInput[] = [
  ['an import of nothing', (client) => client.importing.start({}), badInput],
  ['an import of a path that is not whole', (client) => client.importing.start({ paths: ['pictures'] }), badInput],
  ['an import of what is not there', (client) => client.importing.start({ paths: ['/nowhere/at/all'] }), badInput],
  [
    'an import of files and an upload',
    (client) => client.importing.start({ paths: ['/'], uploadId: unknownId }),
    badInput,
  ],
  ['an import of an unknown upload', (client) => client.importing.start({ uploadId: unknownId }), notFound],
  [
    'a way to import that is none',
    (client) => client.importing.start({ paths: ['/'], mode: 'burn' as 'move' }),
    badInput,
  ],
  ['files of an unknown import', (client) => client.importing.files({ id: unknownId }), notFound],
];

const duplicates: readonly WrongInput[] = [
  ['a threshold that is no number', (client) => client.duplicates.scan({ threshold: Number.NaN }), badInput],
  ['a threshold of 2', (client) => client.duplicates.scan({ threshold: 2 }), badInput],
  ['a threshold of 0.5', (client) => client.duplicates.groups({ threshold: 0.5 }), badInput],
  [
    'groups at a threshold that is no number',
    (client) => client.duplicates.groups({ threshold: Number.NaN }),
    badInput,
  ],
  ['a scan of a day that does not exist', (client) => client.duplicates.scan({ day: '2026-02-30' }), badInput],
  [
    'a scan that ends before it begins',
    (client) => client.duplicates.scan({ from: '2026-03-02', to: '2026-03-01' }),
    { ...badInput, message: 'The first day must not be after the last one.' },
  ],
  [
    'counts of days that end before they begin',
    (client) => client.duplicates.counts({ scope: { from: '2026-03-02', to: '2026-03-01', displays: 'each' } }),
    badInput,
  ],
  ['groups of a day, said beside the scope', (client) => client.duplicates.groups(besideScope), badInput],
  ['groups of a misspelt scope', (client) => client.duplicates.groups({ scope: misspeltScope }), badInput],
  ['counts of a misspelt scope', (client) => client.duplicates.counts({ scope: misspeltScope }), badInput],
  ['a scan of a day that is misspelt', (client) => client.duplicates.scan({ ...misspeltScope } as object), badInput],
  ['the name of a group that is none', (client) => client.duplicates.group({ id: 'nonsense' }), badInput],
  [
    'a place in the list of groups that is none',
    (client) => client.duplicates.groups({ cursor: 'nonsense' }),
    badInput,
  ],
  [
    'comparing with a picture that is not there',
    (client) => client.duplicates.compare({ referenceId: unknownId, candidateId: unknownId }),
    notFound,
  ],
  [
    'comparing with what is no id',
    (client) => client.duplicates.compare({ referenceId: unknownId, candidateId: '1' }),
    badInput,
  ],
];

const besideScope = { day: '2026-03-01' } as object;
const misspeltScope = { date: '2026-03-01' } as unknown as { displays: 'each' };
const sideways = { order: 'sideways' as 'newest' };
const misspelt = { severty: 'error' } as object;
const sorted = { sort: 'windowTitle' } as object;

const nothingExpected = { groups: 0, discarded: 0, kept: 0, bytes: 0 };
const decide = (captureId: string, verdict = 'keep') => ({ captureId, verdict: verdict as 'keep' });

const review: readonly WrongInput[] = [
  ['deciding about an unknown picture', (client) => client.review.decide({ decisions: [decide(unknownId)] }), notFound],
  ['discarding an unknown picture', (client) => client.review.discard({ id: unknownId }), notFound],
  ['deciding about what is no id', (client) => client.review.decide({ decisions: [decide('x')] }), badInput],
  ['deciding about nothing', (client) => client.review.decide({ decisions: [] }), badInput],
  [
    'deciding about one picture twice in one go',
    (client) => client.review.decide({ decisions: [decide(unknownId), decide(unknownId, 'discard')] }),
    badInput,
  ],
  ['a verdict that is none', (client) => client.review.decide({ decisions: [decide(unknownId, 'burn')] }), badInput],
  [
    'what deciding about all groups of a day would do, said beside the scope',
    (client) => client.review.bulkPreview({ action: 'discard_others', ...besideScope }),
    badInput,
  ],
  [
    'deciding about all groups of a misspelt scope',
    (client) => client.review.bulk({ action: 'discard_others', scope: misspeltScope, expected: nothingExpected }),
    { ...badInput, message: '“scope”: There is no “date” here.' },
  ],
  ['undoing when nothing was done', (client) => client.review.undo({}), conflict],
  ['undoing what was never done', (client) => client.review.undo({ batchId: unknownId }), notFound],
  ['the decisions about an unknown picture', (client) => client.review.ofCapture({ id: unknownId }), notFound],
  [
    'a tag for an unknown picture',
    (client) => client.review.tag({ captureIds: [unknownId], tag: 'work', assigned: true }),
    notFound,
  ],
  ['an empty tag', (client) => client.review.tag({ captureIds: [unknownId], tag: '  ', assigned: true }), badInput],
  [
    'a tag of two lines',
    (client) => client.review.tag({ captureIds: [unknownId], tag: 'a\nb', assigned: true }),
    badInput,
  ],
  [
    'the time of an unknown picture',
    (client) =>
      client.review.overrideTime({ captureId: unknownId, capturedAt: 1_000_000_000_000, utcOffsetMinutes: 0 }),
    notFound,
  ],
  [
    'a time that is no number',
    (client) => client.review.overrideTime({ captureId: unknownId, capturedAt: Number.NaN, utcOffsetMinutes: 0 }),
    badInput,
  ],
  [
    'a time in a zone that does not exist',
    (client) => client.review.overrideTime({ captureId: unknownId, capturedAt: 0, utcOffsetMinutes: 841 }),
    badInput,
  ],
  [
    'a bulk action at a threshold of 2',
    (client) => client.review.bulkPreview({ action: 'keep_all', threshold: 2 }),
    badInput,
  ],
  [
    'a bulk action that finds something else than was shown',
    (client) =>
      client.review.bulk({ action: 'discard_others', expected: { groups: 1, discarded: 1, kept: 1, bytes: 1 } }),
    conflict,
  ],
  ['restoring an unknown picture', (client) => client.trash.restore({ captureIds: [unknownId] }), notFound],
  [
    'emptying a trash that holds something else',
    (client) => client.trash.empty({ expected: { captures: 1, bytes: 1 } }),
    conflict,
  ],
  ['emptying an empty trash', (client) => client.trash.empty({ expected: { captures: 0, bytes: 0 } }), conflict],
];

const some = { which: { captureIds: [unknownId] }, by: { byMs: 1000 } };
const nobody = { camera: 'nobody' };
const nothing = { captures: 0, otherDay: 0, first: null };
const both = { byMs: 1, utcOffsetMinutes: 60 } as object as { byMs: number };

const times: readonly WrongInput[] = [
  ['what tells the time of an unknown picture', (client) => client.times.evidence({ id: unknownId }), notFound],
  [
    'confirming the time of an unknown picture',
    (client) => client.times.confirm({ captureIds: [unknownId] }),
    notFound,
  ],
  ['confirming the time of nothing', (client) => client.times.confirm({ captureIds: [] }), badInput],
  ['moving an unknown picture in time', (client) => client.times.shiftPreview(some), notFound],
  [
    'moving pictures in time by nothing',
    (client) => client.times.shiftPreview({ which: nobody, by: { byMs: 0 } }),
    badInput,
  ],
  [
    'moving pictures in time in two ways at once',
    (client) => client.times.shiftPreview({ which: nobody, by: both }),
    badInput,
  ],
  [
    'moving pictures to a time zone that is none',
    (client) => client.times.shiftPreview({ which: nobody, by: { utcOffsetMinutes: 1441 } }),
    badInput,
  ],
  [
    'moving the pictures of a camera that took none',
    (client) => client.times.shift({ which: nobody, by: { byMs: 1 }, expected: nothing }),
    conflict,
  ],
  [
    'moving something else in time than was shown',
    (client) => client.times.shift({ which: nobody, by: { byMs: 1 }, expected: { ...nothing, captures: 1 } }),
    conflict,
  ],
  ['a place in the queue of times that is none', (client) => client.times.uncertain({ cursor: 'nonsense' }), badInput],
];

const access: readonly WrongInput[] = [
  ['an unknown token', (client) => client.access.revokeToken({ id: unknownId }), notFound],
  ['a password that is too short', (client) => client.access.setPassword({ password: 'short' }), badInput],
  ['a log-in where no password is set', (client) => client.access.login({ password: 'x' }), { code: 'UNAUTHORIZED' }],
  ['a token that may do nothing', (client) => client.access.createToken({ name: 'x', scopes: [] }), badInput],
  [
    'a token with a name that turns the text around it',
    (client) => client.access.createToken({ name: 'x\u202ey', scopes: ['decide'] }),
    { code: 'BAD_INPUT', message: '“name”: A name is one line of plain text.' },
  ],
];

/** Calls that fail in a library without captures, of every kind, with what each transport must answer. */
const exporting: readonly WrongInput[] = [
  ['an export of a day that does not exist', (client) => client.exporting.preview({ day: '2026-02-30' }), badInput],
  [
    'an export to a path that is not whole',
    (client) => client.exporting.start({ what: {}, to: { path: 'pictures' } }),
    { code: 'BAD_INPUT' },
  ],
  [
    'an export whose names have an unknown field',
    (client) => client.exporting.start({ what: {}, to: { path: '/nowhere', nameTemplate: '{day}' } }),
    { code: 'BAD_INPUT' },
  ],
  [
    'an export of nothing',
    (client) => client.exporting.start({ what: { captureIds: [unknownId] }, to: { path: '/not-there-yet' } }),
    { code: 'NOT_FOUND' },
  ],
  [
    'a time-lapse that is no WebP',
    (client) => client.exporting.timeLapse({ day: '2026-01-01', path: '/day.gif' }),
    { code: 'BAD_INPUT' },
  ],
  [
    'a contact sheet that is no picture',
    (client) => client.exporting.contactSheet({ day: '2026-01-01', path: '/day.txt' }),
    { code: 'BAD_INPUT' },
  ],
];

export const wrongInputs: readonly WrongInput[] = [
  ...captures,
  ...settings,
  ...jobs,
  ...importing,
  ...duplicates,
  ...review,
  ...times,
  ...access,
  ...exporting,
];
