/** What is reported about following packets and connections. */
export const following = {
  /** Why packets or connections cannot be followed. */
  follow: {
    tooManyTraces: '{{count}} traces run already. End one of them first.',
    noTrace: 'No trace "{{id}}" of this client is running.',
    probeNeedsPublication: 'A test packet is sent to a publication. Name one.',
    legacyOnly:
      'The rules of this computer are those of iptables-legacy, and the kernel does not report what such rules do with a packet. Packets can be traced where the command "iptables" is iptables-nft.',
    noFlowId: '"{{id}}" is not the id of a flow.',
    flowGone: 'There is no flow "{{id}}" any more.',
    protocol: 'Packets of {{protocol}} cannot be followed.',
    icmpPorts: 'ICMP has no ports.',
    twoVersions: 'The source and the destination are of two IP versions.',
    noNft:
      'Packets are followed with the program "nft" of the package nftables, which is not installed.',
    oldKernel: 'This kernel cannot follow packets without a risk: Linux 5.12 is needed.',
    nftNotListening: 'nft did not start to listen for trace messages.',

    noConntrack: 'Connections cannot be followed: the program "conntrack" is not installed.',
    forbidden: 'Connections cannot be followed: the kernel does not permit it here.',
    noNetlink:
      'Connections cannot be followed: this kernel does not report them (nf_conntrack_netlink is missing).',
    conntrackEnded: 'Connections are not followed at the moment: conntrack ended.',
    conntrackFailed: 'Connections are not followed at the moment: conntrack ended ({{output}}).',
    ended: 'Connections are no longer followed.',
    endedBecause: 'Connections are no longer followed: {{reason}}',
    threadEnded: 'the thread has ended',
    noAccounting: 'This kernel does not count bytes: nf_conntrack is missing.',
  },

  /** Notes on a trace, beside its hops. */
  trace: {
    translatedBefore:
      'Translated since the first packet of the connection: nat chains see only that one.',
    watcher: 'No program has rules at this hook; Portolan only watches here.',
    undecided: 'No rule of this chain decided.',
    nftEnded: 'nft ended by itself.',
    lostInRouting:
      'The packet was not seen again. Routing dropped it: there is no route, forwarding is off, or the source address belongs to another interface (rp_filter).',
    lostUnseen:
      'The packet was not seen again. Something dropped it that a trace does not show, such as a rule of iptables-legacy.',
    insideNotShown: 'What happens inside {{endpoint}} is not shown: {{reason}}',
    insideGone: 'What happens inside {{endpoint}} was no longer shown: it has gone.',
    legacyToo: 'iptables-legacy holds rules too, and what they do with a packet is not shown.',
    neverCame: 'The test packet was sent, but was never seen.',
  },
} as const;
