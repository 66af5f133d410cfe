/** What removes an obstacle, as a button says it. */
export const fixTexts = {
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
} as const;
