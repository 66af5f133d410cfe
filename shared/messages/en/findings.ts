/** What the doctor finds on the paths to a published port. */
export const findings = {
  /** Why a packet does not get to a published port, in one or two sentences for a beginner. */
  why: {
    endpointAway:
      '{{endpoint}} is not running. Its port is reserved, and is served once it starts.',
    noAddress:
      '{{endpoint}} has no IP address, so nothing can be sent to it. Attach it to a network first.',
    notListening:
      'No program in {{endpoint}} listens on port {{port}}. Start the service there, or publish the port that it really uses.',
    listensOnLoopback:
      'The service in {{endpoint}} listens on {{address}} only, which only {{endpoint}} itself can reach. No rule can change that: let it listen on 0.0.0.0.',
    listensElsewhere:
      'The service in {{endpoint}} listens on {{address}}, but connections go to {{asked}}. Let it listen on 0.0.0.0 or ::.',

    bridgeDown:
      'The bridge {{bridge}} is switched off, so nothing passes between the computer and the containers on it.',
    wireDown: '{{name}} is switched off. It is the wire of {{endpoint}}, so nothing gets there.',
    cardDown:
      '{{name}} is switched off. It is the network card of {{endpoint}}, so nothing gets there.',
    otherWire:
      'The computer sends packets for {{address}} out through {{device}}, but the wire of {{endpoint}} ends at {{end}}.',
    noWay: 'This computer has no route to {{address}}: none of its interfaces is in that network.',
    narrow:
      '{{endpoint}} sends packets of up to {{sent}} bytes by {{link}}, but {{device}} takes no more than {{taken}}. Connections are made, and large answers never arrive.',

    forwardPolicy:
      'This computer forwards only what a rule allows (the policy of FORWARD is DROP), and no rule allows this.',
    policy:
      'Packets that no rule allows are dropped here (the policy of {{hook}} is DROP), and no rule allows this.',
    packetDropped:
      'The packet is dropped by a rule of {{owner}} in the chain {{chain}}, which packets pass at {{hook}}.',
    packetRejected:
      'The packet is rejected by a rule of {{owner}} in the chain {{chain}}, which packets pass at {{hook}}.',
    answerDropped:
      'The reply is dropped by a rule of {{owner}} in the chain {{chain}}, which packets pass at {{hook}}.',
    answerRejected:
      'The reply is rejected by a rule of {{owner}} in the chain {{chain}}, which packets pass at {{hook}}.',
    untracked:
      'A rule exempts the reply from connection tracking. So its address is not translated back, and the client does not recognise it.',
    followedToRule:
      'A traced packet was dropped by a rule of {{owner}} in the chain {{chain}} of {{table}}, which packets pass at {{hook}}.',
    followedToPolicy:
      'A traced packet was dropped by the policy in the chain {{chain}} of {{table}}, which packets pass at {{hook}}.',
    followedToRuleInside:
      'A traced packet was dropped by a rule of {{owner}} in the chain {{chain}} of {{table}} inside {{endpoint}}, which packets pass at {{hook}}.',
    followedToPolicyInside:
      'A traced packet was dropped by the policy in the chain {{chain}} of {{table}} inside {{endpoint}}, which packets pass at {{hook}}.',
    hidden:
      'Something blocks it that the configuration read here does not show, such as rules of nftables or inside the container. Trace a packet to see where it ends.',

    forwardingOff:
      'This computer does not forward packets between its networks ({{key}} is 0), so nothing from outside reaches a container.',
    answersElsewhere:
      'A packet from {{source}} arrives on {{device}}, but the reply would leave by {{other}}. The kernel considers such a source forged and drops the packet (reverse path filter).',
    answersNowhere:
      'A packet from {{source}} arrives on {{device}}, but there is no route for the reply. The kernel considers such a source forged and drops the packet (reverse path filter).',
    loopbackFromOutside:
      'The kernel drops packets for loopback addresses that arrive on {{device}}.',
    loopbackOnly:
      'It is published on {{address}}, which only this computer itself may reach: that is intended, and a rule keeps others out. Publish it on another address to let them in.',
    otherAddressOnly:
      'It is published on {{address}} only, but the connection goes to {{asked}}. Connect to {{address}}, or publish it on all addresses.',
    addressGone: 'It is published on {{address}}, which this computer does not have now.',
    noIpv6Address: 'The connection uses IPv6, but this computer has no address {{address}}.',
    ipv4Only: 'The connection uses IPv6, but the port is published for IPv4 ({{address}}) only.',

    noDnat:
      'No DNAT rule sends packets for port {{port}} to the container, and no proxy does either.',
    noProxy:
      'Nothing serves connections to {{address}}: the DNAT rule sees only packets from outside, and there is no proxy, which would listen here.',
    loopbackSource:
      'A packet from 127.0.0.1 must not leave this computer, so no rule can send it to a container. That takes a proxy, and there is none.',
    shadowed: "A rule that comes before the publication's own sends the packet to {{towards}}.",
    shadowedHere:
      "A rule that comes before the publication's own sends the packet to this computer.",
    heldByProgram:
      '{{program}} on this computer has the port {{port}} itself. Connections to it reach that program, not the container. End it, or publish another port.',
    heldByPublication:
      'Another publication of Portolan ({{id}}) holds the port here, and leads to {{endpoint}}.',

    shortCut:
      "{{endpoint}} would reply to {{caller}} directly, bypassing this computer. The reply then comes from another address than the one connected to, and is not recognised. The sender's address must be masqueraded.",
    hairpinOff:
      '{{endpoint}} connects to itself through this computer, but {{device}} sends no frame back through the port that it arrived on (hairpin mode is off).',
    noWayBack:
      '{{endpoint}} gets the packet but has no route back to {{caller}}: it has no default route.',
    otherWayBack:
      '{{endpoint}} gets the packet but replies through {{gateway}}, which is not this computer, so the reply is not recognised.',
    noWayThere: '{{endpoint}} has no route to {{address}}: it has no default route.',
    otherGateway:
      '{{endpoint}} sends what is for {{address}} to {{gateway}}, which is not this computer.',

    stale:
      '{{client}} port {{port}} connected before the rules were as they are now. The kernel remembers that connection, and sends its packets to {{destination}} as long as they keep coming. New connections are not affected.',
  },

  /** Where an obstacle is, when the kernel has no name for the place. */
  place: {
    hostPort: 'port {{port}}/{{protocol}}',
    endpointPort: '{{endpoint}} port {{port}}/{{protocol}}',
    host: 'host',
    unknown: 'unknown',
    after: 'after {{place}}',
    /** A destination without an address. */
    portOnly: 'port {{port}}',
  },

  /** What removes an obstacle, as a button says it. */
  fix: {
    join: 'Join {{wire}} to {{bridge}}',
    switchOn: 'Switch {{name}} on',
    sendLess: 'Let {{endpoint}} send no more than {{bytes}} bytes',
    forward: 'Let it through FORWARD',
    accept: 'Accept it in {{table}} {{hook}}, before that',
    dnat: 'Restore the DNAT rule',
    proxy: 'Start the proxy',
    defaultRoute: 'Give {{endpoint}} a default route',
    masquerade: 'Masquerade it',
    masqueradeNetwork: 'Masquerade connections of its network to this port',
    hairpin: 'Let frames leave through the port that they arrived on',
    looseFilter: 'Let replies take another route (loose mode)',
    passOn: 'Forward packets',
    ownRulesFirst: "Put Portolan's rules first",
    forget: 'Forget that connection',
  },

  /** Why a path was not tried, or what was seen when it was. */
  note: {
    noOuterAddress: 'This computer has no address on a network outside.',
    nothingToAsk: 'This computer has no address to connect to.',
    noClient: 'There is no client to connect from.',
    noNeighbours: '{{endpoint}} is on no bridge, so it has no neighbours.',
    unknownEndpoint: 'It is not known which container the port belongs to.',
    endpointAway: '{{endpoint}} is not running.',
    noFreeNetwork: 'No network is free for a test client outside.',
    noStandIn:
      'The rules or routes treat packets from {{device}} differently from a test client of Portolan, so it cannot represent the LAN.',
    bridgeWithoutAddress: '{{bridge}} has no address, so a test client on it would reach nothing.',
    noEntry: 'Its network cannot be entered.',
    noTestClient: 'No test client could be started there.',
    silentClient: 'The test client did not answer.',
    noTime: 'There was no time left. Check this one alone.',

    uncertainRule: 'The configuration does not show whether this rule applies: {{rule}}',
    unexpectedlyOpen: 'By the configuration it should not be reachable, but it is.',
    unexpectedlyClosed: 'By the configuration it should be reachable, but it is not.',

    cannotSend: 'It cannot get there ({{error}}).',
    cannotSendUnknown: 'It cannot get there, for an unknown reason.',
    endedAtOnce: 'The connection was accepted and ended at once, without a byte.',
    noAnswerToEmpty: 'An empty datagram got no reply; many services ignore them.',
    maybeStranger: '{{program}} on the host may have answered.',
    strangerOnHost: '{{program}} on the host answered instead.',
    someoneElse: 'A program other than {{endpoint}} answered.',
    answerLost: 'The datagram arrived there and was answered, but the answer did not come back.',
    noAnswerCanLeave: 'The datagram arrived there, and no answer can leave.',
    arrivedUnanswered: 'The datagram arrived there; the service did not answer it.',
    proxyWaits:
      'The proxy accepted the connection, but the container did not accept that of the proxy.',
    proxyAlone:
      'A proxy on the host accepted the connection, but could not connect to the container.',
  },
} as const;
