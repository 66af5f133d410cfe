import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';

/** Why something that was asked for is not done, in Traditional Chinese. */
export const errorsZhHant: Texts<(typeof english)['error']> = {
  notAddress: '「{{text}}」不是 IP 位址。',
  notCidr: '「{{text}}」不是帶有前綴長度的位址。',
  notInterfaceName:
    '「{{text}}」不是介面名稱：應為 1 到 15 個字母、數字、「_」、「.」或「-」，且不以「-」開頭。',

  noPublication: '沒有發佈「{{id}}」。',
  nothingPublished: '沒有任何東西以「{{selector}}」發佈。',
  notPublishedPort: '「{{selector}}」不是已發佈的連接埠。',
  publishedBy: '{{name}} 由{{origin}}發佈，請在那裡更改。',
  noEndpoint: '沒有名為「{{target}}」的容器或命名空間。目前沒有任何一個在執行。',
  noEndpointAmong: '沒有名為「{{target}}」的容器或命名空間。執行中的有：{{names}}。',
  hostNetwork: '{{target}} 使用主機本身的網路：它監聽的連接埠本來就在主機上。',
  noReachableAddress: '{{endpoint}} 沒有主機連得到的 IP 位址。',
  noFreePort: '沒有可供 {{endpoint}} 的連接埠 {{port}} 使用的主機連接埠。',
  tooManyPorts: '一個請求不能超過 {{most}} 個連接埠。',
  askedTwice: '這個請求中要求了連接埠 {{port}} 兩次。',
  askedTwiceAs: '這個請求中要求了連接埠 {{port}} 兩次，另一次寫作 {{other}}。',
  notConnectable: '沒有人能連線到主機位址 {{address}}。',
  linkLocal:
    '主機位址 {{address}} 是鏈路本機位址：這種位址需要指定介面，不支援作為主機位址。請選擇這台電腦的其他位址。',
  addressMissing: '這台電腦沒有位址 {{address}}。',
  mayNotListen: '輔助程式無權監聽連接埠 {{port}}。',
  cannotHold: '無法佔住連接埠 {{port}}：{{reason}}',
  heldByPublication: '連接埠 {{port}} 已經發佈，通往 {{endpoint}} 的連接埠 {{target}}。',
  heldByEngine: '連接埠 {{port}} 已由 {{engine}} 為{{where}}發佈（由{{program}}佔用）。',
  heldByEngineRules: '連接埠 {{port}} 已由 {{engine}} 為{{where}}發佈（只用規則，沒有通訊端）。',
  heldByProgram: '連接埠 {{port}} 已被{{program}}佔用。',

  notBridgeAddress: '{{address}} 不能作為橋接器的位址。',
  bridgeOnNetwork:
    '{{address}} 是網路 {{network}} 本身的位址或廣播位址；橋接器需要網路中的一個主機位址。',
  noRoom: '{{network}} 除了橋接器之外，容不下任何容器。',
  overlaps: '{{network}} 與這台主機已連到的 {{other}} 重疊。請選擇別的網路。',
  overlapsBy: '{{network}} 與這台主機經由 {{device}} 連到的 {{other}} 重疊。請選擇別的網路。',
  noFreeAddress: '{{network}} 已經沒有可用的位址。',
  outsideNetwork: '{{asked}} 不是 {{bridge}} 的網路 {{network}} 中的位址。',
  onNetwork: '{{address}} 是網路 {{network}} 本身的位址或廣播位址。',
  addressUsed: '{{address}} 已由 {{user}} 使用。',
  foreignBridge: '橋接器 {{bridge}} 不是由 Portolan 建立的。',
  noBridge: '沒有橋接器「{{bridge}}」。',
  stillAttached: '{{names}} 會因此失去網路：請先把它從 {{bridge}} 分離。',
  foreignPorts:
    '{{ports}} 是由其他程式接上 {{bridge}} 的：請先把它移出（「ip link set dev {{port}} nomaster」）。',
  nameOnHost: '這台主機上已經有名為 {{name}} 的介面。',
  nameOnHostOfKind: '這台主機上已經有名為 {{name}} 的介面（{{kind}}）。',
  nameInEndpoint: '{{endpoint}} 上已經有名為 {{name}} 的介面。',
  attachedAlready: '{{endpoint}} 已經由 {{link}} 接上 {{bridge}}。',
  joinedByOthers: '{{endpoint}} 是由其他程式接上 {{bridge}} 的。',
  notAttached: '{{endpoint}} 沒有接上 {{bridge}}。',

  obstacleGone: '這條路上已經沒有 {{code}}。',
  noSafeFix: '沒有安全的方式可以排除它。',
  noFix: '沒有修正「{{fix}}」。',
  noSuchWay: '沒有這樣通往這個發佈的路徑。',
  noProbeFrom: '無法從那裡送出測試封包：{{reason}}',

  commandFailed: '「{{command}}」執行失敗：{{reason}}',
  exitCode: '結束代碼 {{code}}',
  commandLate: '「{{command}}」沒有在 {{seconds}} 秒內結束。',
  notInstalled: '沒有安裝程式「{{program}}」。',
  sysctlFailed: '無法設定 sysctl {{key}}：{{reason}}',
  tableChanged: '{{table}} 表與寫入的內容不同：另一個程式同時更改了它。',
  locked:
    '程式{{program}}正在更改防火牆，一直沒有結束：它持有鎖定檔 {{lock}}。請等它完成後再試一次。',
  lockedByUnknown:
    '另一個程式正在更改防火牆，一直沒有結束：它持有鎖定檔 {{lock}}。請等它完成後再試一次。',
  cannotSave: '無法把狀態儲存到 {{folder}}：{{reason}}',
};
