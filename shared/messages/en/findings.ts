/** What the doctor finds on the ways to a published port. */
export const findings = {
  /** Why a packet does not get to a published port, in one or two sentences for a beginner. */
  why: {
    endpointAway:
      '{{endpoint}} does not run. The port is held for it, and is served when it starts.',
    noAddress:
      '{{endpoint}} has no IP address, so nobody can send it anything. Join it to a network first.',
    notListening:
      'No program in {{endpoint}} waits on port {{port}}. Start the service there, or publish the port that it really uses.',
    listensOnLoopback:
      'The service in {{endpoint}} waits on {{address}} only, where nobody but {{endpoint}} itself reaches it. No rule can change that: let it listen on 0.0.0.0.',
    listensElsewhere:
      'The service in {{endpoint}} waits on {{address}}, and is asked on {{asked}}. Let it listen on 0.0.0.0 or ::.',

    bridgeDown:
      'The bridge {{bridge}} is switched off, so nothing passes between the computer and the containers on it.',
    wireDown: '{{name}} is switched off. {{endpoint}} hangs on this wire, so nothing gets there.',
    cardDown:
      '{{name}} is switched off. It is the network card of {{endpoint}}, so nothing gets there.',
    otherWire:
      'The computer sends packets for {{address}} out by {{device}}, but the wire of {{endpoint}} ends at {{end}}.',
    noWay: 'The computer has no way to {{address}}: none of its interfaces is in that network.',
    narrow:
      '{{endpoint}} sends packets of up to {{sent}} bytes by {{link}}, but {{device}} takes no more than {{taken}}. Connections are made, and large answers never arrive.',

    forwardPolicy:
      'The computer passes nothing on that is not expressly allowed (the policy of FORWARD is DROP), and no rule allows this.',
    policy:
      'What no rule allows is dropped here (the policy of {{hook}} is DROP), and no rule allows this.',
    packetDropped:
      'The packet is dropped by a rule of {{owner}} in the chain {{chain}}, which packets come to at {{hook}}.',
    packetRejected:
      'The packet is rejected by a rule of {{owner}} in the chain {{chain}}, which packets come to at {{hook}}.',
    answerDropped:
      'The answer is dropped by a rule of {{owner}} in the chain {{chain}}, which packets come to at {{hook}}.',
    answerRejected:
      'The answer is rejected by a rule of {{owner}} in the chain {{chain}}, which packets come to at {{hook}}.',
    untracked:
      'A rule keeps the answer out of connection tracking. So its address is not translated back, and who asked does not know it.',
    followedToRule:
      'A packet that was followed was dropped by a rule of {{owner}} in the chain {{chain}} of {{table}}, which packets come to at {{hook}}.',
    followedToPolicy:
      'A packet that was followed was dropped by the policy in the chain {{chain}} of {{table}}, which packets come to at {{hook}}.',
    followedToRuleInside:
      'A packet that was followed was dropped by a rule of {{owner}} in the chain {{chain}} of {{table}} inside {{endpoint}}, which packets come to at {{hook}}.',
    followedToPolicyInside:
      'A packet that was followed was dropped by the policy in the chain {{chain}} of {{table}} inside {{endpoint}}, which packets come to at {{hook}}.',
    hidden:
      'Something stops it that the configuration as it is read here does not show, such as rules of nftables or inside the container. Trace a packet to see where it ends.',

    forwardingOff:
      'The computer passes no packets on between its networks ({{key}} is 0), so nothing from outside gets to a container.',
    answersElsewhere:
      'A packet from {{source}} comes in by {{device}}, but it would answer by {{other}}. The kernel takes such a sender for forged and drops the packet (reverse path filter).',
    answersNowhere:
      'A packet from {{source}} comes in by {{device}}, but it knows no way to answer. The kernel takes such a sender for forged and drops the packet (reverse path filter).',
    loopbackFromOutside:
      'Packets for loopback addresses that come in by {{device}} are dropped by the kernel.',
    loopbackOnly:
      'It is published on {{address}}, which only this computer itself may ask: that is meant so, and a rule keeps others away. Publish it on another address to let them in.',
    otherAddressOnly:
      'It is published on {{address}} only, and {{asked}} was asked. Ask {{address}}, or publish it on all addresses.',
    addressGone: 'It is published on {{address}}, which this computer does not have now.',
    noIpv6Address: 'IPv6 is asked for, but this computer has no address {{address}}.',
    ipv4Only: 'IPv6 is asked for, but the port is published for IPv4 ({{address}}) only.',

    noDnat:
      'No DNAT rule leads packets for port {{port}} on to the container, and no proxy does either.',
    noProxy:
      'Nobody passes on what comes to {{address}}: the DNAT rule sees only what comes from outside, and there is no proxy, which would wait here.',
    loopbackSource:
      'A packet from 127.0.0.1 must not leave the computer, so no rule can lead it to a container. That takes a proxy, and there is none.',
    shadowed: "A rule that comes before the publication's own leads the packet to {{towards}}.",
    shadowedHere:
      "A rule that comes before the publication's own leads the packet to this computer.",
    heldByProgram:
      '{{program}} on this computer has the port {{port}} itself. Who asks here reaches that program, and not the container. End it, or publish another port.',
    heldByPublication:
      'Another publication of Portolan ({{id}}) holds the port here, and leads to {{endpoint}}.',

    shortCut:
      "{{endpoint}} would answer {{caller}} straight away, past the computer, so the answer comes from another address than was asked, and is not recognised. The sender's address must be masqueraded.",
    hairpinOff:
      '{{endpoint}} asks itself by way of the computer, but {{device}} sends no frame back by the port that it came in by (hairpin mode is off).',
    noWayBack:
      '{{endpoint}} gets the packet but knows no way back to {{caller}}: it has no default route.',
    otherWayBack:
      '{{endpoint}} gets the packet but answers by {{gateway}}, which is not this computer, so the answer is not recognised.',
    noWayThere: '{{endpoint}} knows no way to {{address}}: it has no default route.',
    otherGateway:
      '{{endpoint}} sends what is for {{address}} to {{gateway}}, which is not this computer.',

    stale:
      '{{client}} port {{port}} asked before the rules were as they are now. The kernel remembers that connection and still sends its packets to {{destination}}, as long as it goes on asking. Others are led aright.',
  },

  /** Where something stands, when that is not a name of the kernel's. */
  place: {
    hostPort: 'port {{port}}/{{protocol}}',
    endpointPort: '{{endpoint}} port {{port}}/{{protocol}}',
    host: 'host',
    unknown: 'unknown',
    after: 'after {{place}}',
    /** What is asked where no address can be. */
    portOnly: 'port {{port}}',
  },

  /** What removes an obstacle, as a button says it. */
  fix: {
    join: 'Join {{wire}} to {{bridge}}',
    switchOn: 'Switch {{name}} on',
    sendLess: 'Let {{endpoint}} send no more than {{bytes}} bytes',
    forward: 'Let it through FORWARD',
    accept: 'Accept it in {{table}} {{hook}}, before that',
    dnat: 'Put the DNAT rule back',
    proxy: 'Start the proxy',
    defaultRoute: 'Give {{endpoint}} a default route',
    masquerade: 'Masquerade it',
    masqueradeNetwork: 'Masquerade what its network asks by this port',
    hairpin: 'Let frames leave by the port that they came in by',
    looseFilter: 'Let answers take another way (loose mode)',
    passOn: 'Pass packets on',
    ownRulesFirst: "Put Portolan's rules first",
    forget: 'Forget that connection',
  },

  /** Why a way in was not tried, or what was seen when it was. */
  note: {
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
  },
} as const;
