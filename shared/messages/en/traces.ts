/** What is said of a trace beside its hops. */
export const traceTexts = {
  translatedBefore:
    'Translated since the first packet of the connection: nat chains see only that one.',
  watcher: 'Nobody has rules at this hook; Portolan only watches here.',
  undecided: 'No rule of this chain decided.',
  lostInRouting:
    'The packet was seen no more. Routing had no way for it: there is no route, forwarding is off, or the source address belongs to another interface (rp_filter).',
  lostUnseen:
    'The packet was seen no more. Something dropped it that a trace does not show, such as a rule of iptables-legacy.',
  insideNotShown: 'What happens inside {{endpoint}} is not shown: {{reason}}',
  insideGone: 'What happens inside {{endpoint}} was no longer shown: it has gone.',
  legacyToo: 'iptables-legacy holds rules too, and what they do with a packet is not shown.',
  neverCame: 'The test packet was sent, and never came by.',
} as const;
