/** Why a way in was not tried, or what was seen when it was. */
export const noteTexts = {
  noOuterAddress: 'This computer has no address on a network outside.',
  nothingToAsk: 'This computer has no address that could be asked.',
  nobodyToAsk: 'Nobody is there to ask.',
  noNeighbours: '{{endpoint}} is on no bridge, so it has no neighbours.',
  unknownEndpoint: 'It is not known whose port this is.',
  endpointAway: '{{endpoint}} does not run.',
  noFreeNetwork: 'No network is free for a test client outside.',
  noStandIn:
    'The rules or routes treat what comes in by {{device}} differently from a test client of our own, so it cannot stand for the LAN.',
  bridgeWithoutAddress: '{{bridge}} has no address, so a test client on it would reach nobody.',
  noEntry: 'Its network cannot be entered.',
  noTestClient: 'No test client could be started there.',
  silentClient: 'The test client did not answer.',
  noTime: 'There was no time left. Ask for this one alone.',

  uncertainRule: 'Whether this rule applies cannot be told from the configuration: {{rule}}',
  unexpectedlyOpen: 'By the configuration it should not be reachable, and yet it is.',
  unexpectedlyClosed: 'By the configuration it should be reachable, and yet it is not.',

  cannotSend: 'It cannot get there ({{error}}).',
  cannotSendUnknown: 'It cannot get there (for a reason unknown).',
  endedAtOnce: 'The connection was accepted and ended at once, without a byte.',
  noAnswerToEmpty: 'An empty datagram was not answered, which a service may well do.',
  maybeStranger: 'It may be that {{program}} answered on the host.',
  strangerOnHost: '{{program}} answered on the host instead.',
  someoneElse: 'Somebody else than {{endpoint}} answered.',
  answerLost: 'The datagram arrived there and was answered, but the answer did not come back.',
  noAnswerCanLeave: 'The datagram arrived there, and no answer can leave.',
  arrivedUnanswered: 'The datagram arrived there; the service did not answer it.',
  proxyWaits: 'The proxy accepted the connection, and waits in vain for the container.',
  proxyAlone: 'A proxy on the host accepted the connection, but has none to the container.',
} as const;
