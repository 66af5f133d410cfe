import type { states as english } from '../en/states';
import type { Translation } from '../template';

export const states: Translation<typeof english> = {
  state: {
    notRunning: '{{endpoint}} 沒有在執行。',
    noAddress: '{{endpoint}} 沒有位址。',
    noMeans: 'DNAT 規則與代理都已關閉：沒有東西通往 {{endpoint}}。',
    notListening: '{{endpoint}} 的連接埠 {{port}} 還沒有程式監聽。',
    listensOnLoopback:
      '{{endpoint}} 的連接埠 {{port}} 只監聽它自己的 loopback 位址，只有它自己連得到。',
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
    engineOdd: '{{socket}} 的 {{engine}} 不完全可信：{{reason}}。',
    engineFlood: '它送出的事件比任何引擎都多，因此暫時忽略',
    engineTooMany: '它有超過 {{most}} 個容器，其餘的不顯示',
    engineForeign: '它屬於使用者 {{uid}}，卻列出其他使用者行程的容器，這些容器不顯示',
    engineNotUnderstood: '無法理解它的回應',
    engineTooLong: '它的回應太長',
    engineStatus: '它回應 {{status}}',
    engineLate: '{{seconds}} 秒內沒有回應',
    noEngineApi: '它不認得 Engine API',
    noIp: '沒有安裝 ip。',
    noTemporaryFile: '無法建立暫存檔：{{reason}}',
    namespaceGone: '讀取時，有一個命名空間已消失。',
  },

  warning: {
    namespacesOmitted: '其他使用者的網路命名空間太多，無法全部顯示：略過了 {{count}} 個。',
    listenersOmitted: '監聽的 socket 太多，無法全部顯示：略過了 {{count}} 個。',
    recordsUnread: '核心列出的網路資料有一部分無法讀取：略過了 {{count}} 筆。',
    openFiles: '有連線被拒絕：開啟檔案的數量已達上限。請用「prlimit --nofile」提高上限。',
    otherRules:
      '這台電腦有兩套防火牆規則。Portolan 使用 iptables-{{backend}}，與這裡的「iptables」指令相同，但 iptables-{{other}} 也有規則（{{tables}}）。封包必須通過這兩套規則，因此這裡看不到的規則也可能擋住已發佈的連接埠。若要查看它們：{{commands}}',
    usedChain:
      '其他程式的規則通往鏈 {{chain}}（{{program}}，資料表 {{table}}）：{{rule}}。Portolan 不會更改該規則。只要該規則存在，就無法刪除 {{chain}}，因此 Portolan 移除自己的規則後會留下空的鏈。',
    savedState: '無法使用儲存的狀態 {{path}}（{{reason}}）；改用在它之前最後一份可用的狀態。',
    allRights: '輔助程式無法放棄不需要的權限，因此以全部權限執行：{{reason}}',
    rightsLeft: '重新開始後仍有更多權限',
    rightsMissing: '輔助程式啟動時缺少需要的權限（{{rights}}），因此有些操作會失敗。',
    stateNotFile: '它不是一般檔案',
    stateForm: '它的格式不同',
    stateBroken: '它不完整，或不是 JSON',
  },
};
