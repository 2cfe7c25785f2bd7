import type { OpenAPI } from '@orpc/contract';

/** What a call may look like, by the name of its procedure. They are sent to the API in its tests. */
export const requestExamples: Readonly<Record<string, unknown>> = {
  'access.login': { password: 'correct horse battery staple' },
  'access.createToken': { name: 'Notebook', scopes: ['captures:text', 'memory:write'], expires_in_days: 90 },
  'memory.conversations.saveNew': { role: 'user', content: 'What did I read yesterday?' },
  'memory.conversations.save': { role: 'assistant', content: 'A page about lamps.', model: 'small', tokens_used: 12 },
  'memory.events.save': {
    type: 'alert',
    severity: 'warning',
    node: 'printer',
    summary: 'The printer is out of paper.',
    details: { tray: 2 },
    fold_key: 'printer.paper',
  },
  'memory.preferences.put': { value: { theme: 'dark' } },
};

/** The body of an operation with its example, where there is one. */
export function operationExamples(operation: OpenAPI.OperationObject): Pick<OpenAPI.OperationObject, 'requestBody'> {
  const example = requestExamples[operation.operationId ?? ''];
  const body = operation.requestBody;
  const json = body && 'content' in body ? body.content['application/json'] : undefined;
  if (example === undefined || !body || !('content' in body) || !json) return {};
  return { requestBody: { ...body, content: { ...body.content, 'application/json': { ...json, example } } } };
}
