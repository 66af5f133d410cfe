import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';

/** Why something is not active, or shown as it was, in Traditional Chinese. */
export const statesZhHant: Texts<Pick<typeof english, 'state' | 'stale'>> = {
  state: {
    notRunning: '{{endpoint}} 沒有在執行。',
    noAddress: '{{endpoint}} 沒有位址。',
    noMeans: 'DNAT 規則與代理都已關閉：沒有東西通往 {{endpoint}}。',
    notListening: '{{endpoint}} 的連接埠 {{port}} 還沒有程式監聽。',
    listensOnLoopback:
      '{{endpoint}} 的連接埠 {{port}} 只監聽它自己的 loopback 位址，除了它自己，誰也連不到。',
    unserved: 'Docker 列出了它，但沒有任何規則或代理為它服務。',
    beingAttached: '正在接上 {{endpoint}}。',
    keepsRoute:
      '{{endpoint}} 保留經由 {{gateway}} 的預設路由；只有 {{network}} 會經由 {{bridge}}。',
    noBridge: '沒有 {{bridge}}。',
    foreignLink: '其他程式已建立名為 {{name}} 的介面。',
    interfaceTaken: '那裡已有另一個名為 {{name}} 的介面。',
  },
  stale: {
    late: '{{seconds}} 秒內沒有回應。',
    notUnderstood: '無法理解得到的回應：{{reason}}',
    engine: '{{engine}} 在 {{socket}} 沒有回應（{{reason}}）。它的容器顯示的是最後看到的狀態。',
    engineNotUnderstood: '無法理解它的回應',
    engineTooLong: '它的回應太長',
    engineStatus: '它回應 {{status}}',
    engineLate: '{{seconds}} 秒內沒有回應',
    noEngineApi: '它不認得 Engine API',
    noIp: '沒有安裝 ip。',
    noTemporaryFile: '無法建立暫存檔：{{reason}}',
    namespaceGone: '讀取時，有一個命名空間已消失。',
  },
};
