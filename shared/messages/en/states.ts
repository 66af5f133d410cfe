/** In which state things are. */
export const states = {
  /** Why a publication or an attachment is not active, or what is missing beyond that. */
  state: {
    notRunning: '{{endpoint}} is not running.',
    noAddress: '{{endpoint}} has no address.',
    noMeans: 'DNAT rule and proxy are both switched off: nothing leads to {{endpoint}}.',
    notListening: 'Nothing listens on port {{port}} in {{endpoint}} yet.',
    listensOnLoopback:
      'Port {{port}} of {{endpoint}} listens on its own loopback address only, which nothing else can reach.',
    unserved: 'Docker lists it, but no rule and no proxy serves it.',
    beingAttached: '{{endpoint}} is being attached.',
    keepsRoute:
      '{{endpoint}} keeps its default route by {{gateway}}; only {{network}} is reached by {{bridge}}.',
    noBridge: 'There is no {{bridge}}.',
    foreignLink: 'Another program has made a link named {{name}}.',
    interfaceTaken: 'Another interface is named {{name}} there.',
  },

  /** Why a part of what is shown is old. */
  stale: {
    late: 'There was no answer within {{seconds}} s.',
    notUnderstood: 'The answer is not understood: {{reason}}',
    engine:
      '{{engine}} does not answer on {{socket}} ({{reason}}). Its containers are shown as they were last seen.',
    engineOdd: '{{engine}} on {{socket}} is not fully believed: {{reason}}.',
    engineFlood: 'it sends more events than any engine would, so they are ignored for a while',
    engineTooMany: 'it has more than {{most}} containers, and the others are not shown',
    engineForeign:
      'it belongs to user {{uid}}, but lists containers with processes of others, which are not shown',
    engineNotUnderstood: 'its answer is not understood',
    engineTooLong: 'its answer is too long',
    engineStatus: 'it answers {{status}}',
    engineLate: 'no answer within {{seconds}} s',
    noEngineApi: 'it does not know the Engine API',
    noIp: 'ip is not installed.',
    noTemporaryFile: 'No temporary file can be created: {{reason}}',
    namespaceGone: 'A namespace disappeared while it was read.',
  },

  /** What the helper warns of in its status. */
  warning: {
    namespacesOmitted:
      'Other users run more network namespaces than are shown: {{count}} are left out.',
    listenersOmitted: 'There are more listening sockets than are shown: {{count}} are left out.',
    recordsUnread:
      'What the kernel lists of the network is partly unreadable: {{count}} records are left out.',
    openFiles:
      'Connections were turned away: the limit of open files is reached. Raise it with "prlimit --nofile".',
    otherRules:
      'This computer has two sets of firewall rules. Portolan uses iptables-{{backend}}, as the command "iptables" does here, but iptables-{{other}} holds rules too ({{tables}}). A packet must pass both, so rules that you do not see here can stop a published port. To see them: {{commands}}',
    usedChain:
      'A rule of another program leads to the chain {{chain}} ({{program}}, table {{table}}): {{rule}}. Portolan does not change that rule. While it exists, {{chain}} cannot be deleted, so an empty chain remains when Portolan removes its rules.',
    savedState:
      'The saved state {{path}} cannot be used ({{reason}}); the last good one before it is.',
    allRights:
      'The helper could not give up rights that it does not need, so it runs with all of them: {{reason}}',
    rightsLeft: 'it still has more after it started over',
    rightsMissing:
      'The helper was started without rights that it needs ({{rights}}), so some things will fail.',
    stateNotFile: 'it is not a regular file',
    stateForm: 'it has another form',
    stateBroken: 'it is cut short or not JSON',
  },
} as const;
