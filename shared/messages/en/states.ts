/** Why a publication or an attachment is not active, or what is missing beyond that. */
export const stateTexts = {
  notRunning: '{{endpoint}} is not running.',
  noAddress: '{{endpoint}} has no address.',
  noMeans: 'DNAT rule and proxy are both switched off: nothing leads to {{endpoint}}.',
  notListening: 'Nothing listens on port {{port}} in {{endpoint}} yet.',
  listensOnLoopback:
    'Port {{port}} of {{endpoint}} listens on its own loopback address only, where nobody else reaches it.',
  unserved: 'Docker lists it, but no rule and no proxy serves it.',
  beingAttached: '{{endpoint}} is being attached.',
  keepsRoute:
    '{{endpoint}} keeps its default route by {{gateway}}; only {{network}} is reached by {{bridge}}.',
  noBridge: 'There is no {{bridge}}.',
  foreignLink: 'Somebody else has made a link named {{name}}.',
  interfaceTaken: 'Another interface is named {{name}} there.',
} as const;

/** Why a part of what is shown is old. */
export const staleTexts = {
  late: 'There was no answer within {{seconds}} s.',
  notUnderstood: 'The answer is not understood: {{reason}}',
  engine:
    '{{engine}} does not answer on {{socket}} ({{reason}}). Its containers are shown as they were last seen.',
  engineNotUnderstood: 'its answer is not understood',
  engineTooLong: 'its answer is too long',
  engineStatus: 'it answers {{status}}',
  engineLate: 'no answer within {{seconds}} s',
  noEngineApi: 'it does not know the Engine API',
  noIp: 'ip is not installed.',
  noTemporaryFile: 'There can be no temporary file: {{reason}}',
  namespaceGone: 'A namespace has gone while it was read.',
} as const;
