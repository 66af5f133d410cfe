import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';

/** What removes an obstacle, as a button says it, in Traditional Chinese. */
export const fixesZhHant: Texts<(typeof english)['fix']> = {
  join: '把 {{wire}} 接上 {{bridge}}',
  switchOn: '啟用 {{name}}',
  sendLess: '讓 {{endpoint}} 最多只送出 {{bytes}} 位元組',
  forward: '讓它通過 FORWARD',
  accept: '在 {{table}} {{hook}} 最前面允許它',
  dnat: '恢復 DNAT 規則',
  proxy: '啟動代理',
  defaultRoute: '給 {{endpoint}} 一個預設路由',
  masquerade: '加上位址偽裝',
  masqueradeNetwork: '對它的網路連往這個連接埠的連線做位址偽裝',
  hairpin: '允許訊框從進來的埠送回',
  looseFilter: '允許回應走另一條路（寬鬆模式）',
  passOn: '開啟封包轉送',
  ownRulesFirst: '把 Portolan 的規則移到最前面',
  forget: '忘記那條連線',
};
