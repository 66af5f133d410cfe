import type { findings as english } from '../en/findings';
import type { Translation } from '../template';

export const findings: Translation<typeof english> = {
  why: {
    endpointAway: '{{endpoint}} 沒有在執行。這個連接埠已為它保留，等它啟動後就會提供服務。',
    noAddress: '{{endpoint}} 沒有 IP 位址，因此無法送封包給它。請先把它接上網路。',
    notListening:
      '{{endpoint}} 裡沒有程式監聽連接埠 {{port}}。請在其中啟動服務，或改為發佈服務真正使用的連接埠。',
    listensOnLoopback:
      '{{endpoint}} 的服務只監聽 {{address}}，只有 {{endpoint}} 自己連得到。這無法用規則改變：請讓服務監聽 0.0.0.0。',
    listensElsewhere:
      '{{endpoint}} 的服務監聽 {{address}}，但連線連往 {{asked}}。請讓服務監聽 0.0.0.0 或 ::。',

    bridgeDown: '橋接器 {{bridge}} 已停用，因此這台電腦與它上面的容器之間無法傳送封包。',
    wireDown: '{{name}} 已停用。{{endpoint}} 靠這條線路連接，因此封包到不了那裡。',
    cardDown: '{{name}} 已停用。它是 {{endpoint}} 的網路卡，因此封包到不了那裡。',
    otherWire:
      '這台電腦把送往 {{address}} 的封包從 {{device}} 送出，但 {{endpoint}} 的線路接在 {{end}}。',
    noWay: '這台電腦沒有通往 {{address}} 的路由：沒有介面屬於那個網路。',
    narrow:
      '{{endpoint}} 經由 {{link}} 送出最大 {{sent}} 位元組的封包，但 {{device}} 最多只接受 {{taken}} 位元組。連線可以建立，但大的回應永遠送不到。',

    forwardPolicy:
      '這台電腦只轉送明確允許的封包（FORWARD 的預設政策是 DROP），而沒有規則允許這個封包。',
    policy:
      '沒有規則允許的封包在此一律丟棄（{{hook}} 的預設政策是 DROP），而沒有規則允許這個封包。',
    packetDropped: '封包在 {{chain}} 鏈中被{{owner}}的規則丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
    packetRejected:
      '封包在 {{chain}} 鏈中被{{owner}}的規則拒絕；封包在 {{hook}} 掛鉤會進入這個鏈。',
    answerDropped: '回應在 {{chain}} 鏈中被{{owner}}的規則丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
    answerRejected:
      '回應在 {{chain}} 鏈中被{{owner}}的規則拒絕；封包在 {{hook}} 掛鉤會進入這個鏈。',
    untracked: '有規則讓回應不受連線追蹤，因此它的位址不會轉換回來，連線的一方也就認不得這個回應。',
    followedToRule:
      '所追蹤的封包在 {{table}} 表的 {{chain}} 鏈中被{{owner}}的規則丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
    followedToPolicy:
      '所追蹤的封包在 {{table}} 表的 {{chain}} 鏈中被預設政策丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
    followedToRuleInside:
      '所追蹤的封包在 {{endpoint}} 內，於 {{table}} 表的 {{chain}} 鏈中被{{owner}}的規則丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
    followedToPolicyInside:
      '所追蹤的封包在 {{endpoint}} 內，於 {{table}} 表的 {{chain}} 鏈中被預設政策丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
    hidden:
      '擋住它的東西沒有出現在這裡讀到的設定中，例如 nftables 的規則，或是在容器內。請追蹤一個封包，看它停在哪裡。',

    forwardingOff: '這台電腦不在各網路之間轉送封包（{{key}} 是 0），因此外面的封包都到不了容器。',
    answersElsewhere:
      '來自 {{source}} 的封包從 {{device}} 進入，回應卻會從 {{other}} 送出。核心認為這樣的來源是偽造的，因此丟棄封包（反向路徑過濾）。',
    answersNowhere:
      '來自 {{source}} 的封包從 {{device}} 進入，卻沒有可回應的路由。核心認為這樣的來源是偽造的，因此丟棄封包（反向路徑過濾）。',
    loopbackFromOutside: '從 {{device}} 進入、送往 loopback 位址的封包，會被核心丟棄。',
    loopbackOnly:
      '它發佈在 {{address}}，只有這台電腦自己可以連線：這是刻意的，並有規則擋下其他機器。若要讓其他機器連線，請發佈在別的位址。',
    otherAddressOnly:
      '它只發佈在 {{address}}，但連線連往 {{asked}}。請連往 {{address}}，或把它發佈在所有位址。',
    addressGone: '它發佈在 {{address}}，但這台電腦目前沒有這個位址。',
    noIpv6Address: '連線使用 IPv6，但這台電腦沒有位址 {{address}}。',
    ipv4Only: '連線使用 IPv6，但這個連接埠只發佈給 IPv4（{{address}}）。',

    noDnat: '沒有 DNAT 規則把送往連接埠 {{port}} 的封包導向容器，也沒有代理接手。',
    noProxy:
      '送往 {{address}} 的連線沒有程式接手：DNAT 規則只看得到來自外面的封包，而應該在這裡等候的代理並不存在。',
    loopbackSource:
      '來源為 127.0.0.1 的封包不得離開這台電腦，因此沒有規則能把它導向容器。這需要代理，而這裡沒有代理。',
    shadowed: '排在這個發佈自己的規則之前，有另一條規則把封包導向 {{towards}}。',
    shadowedHere: '排在這個發佈自己的規則之前，有另一條規則把封包導向這台電腦。',
    heldByProgram:
      '這台電腦上的{{program}}自己佔用了連接埠 {{port}}。連到這裡的連線會到達那個程式，而不是容器。請結束它，或發佈別的連接埠。',
    heldByPublication: '這裡的連接埠由 Portolan 通往{{endpoint}}的另一個發佈（{{id}}）佔用。',

    shortCut:
      '{{endpoint}} 會繞過這台電腦，直接回應 {{caller}}，因此回應的來源位址與所連的位址不同，無法被認出。來源位址必須經過位址偽裝。',
    hairpinOff:
      '{{endpoint}} 經由這台電腦連到自己，但 {{device}} 不會把訊框從進來的那個埠送回去（hairpin 模式已關閉）。',
    noWayBack: '{{endpoint}} 收得到封包，卻沒有回到 {{caller}} 的路由：它沒有預設路由。',
    otherWayBack:
      '{{endpoint}} 收得到封包，卻經由 {{gateway}} 回應，那不是這台電腦，因此回應無法被認出。',
    noWayThere: '{{endpoint}} 沒有通往 {{address}} 的路由：它沒有預設路由。',
    otherGateway: '{{endpoint}} 把送往 {{address}} 的封包送給 {{gateway}}，那不是這台電腦。',

    stale:
      '{{client}} 的連接埠 {{port}} 在規則變成現在這樣之前就開始連線。核心記得那條連線，只要它持續傳送，封包就仍會送往 {{destination}}。其他連線則會正確送達。',
  },

  place: {
    hostPort: '連接埠 {{port}}/{{protocol}}',
    endpointPort: '{{endpoint}} 連接埠 {{port}}/{{protocol}}',
    host: '主機',
    unknown: '不明',
    after: '{{place}} 之後',
    portOnly: '連接埠 {{port}}',
  },

  fix: {
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
    looseFilter: '允許回應走另一條路由（寬鬆模式）',
    passOn: '開啟封包轉送',
    ownRulesFirst: '把 Portolan 的規則移到最前面',
    forget: '忘記那條連線',
  },

  note: {
    noOuterAddress: '這台電腦在外部網路上沒有位址。',
    nothingToAsk: '這台電腦沒有可供連線的位址。',
    noClient: '沒有可以發出連線的對象。',
    noNeighbours: '{{endpoint}} 不在任何橋接器上，因此沒有鄰居。',
    unknownEndpoint: '不知道這個連接埠屬於哪個容器。',
    endpointAway: '{{endpoint}} 沒有在執行。',
    noFreeNetwork: '沒有可供外部測試用戶端使用的網路。',
    noStandIn:
      '規則或路由對來自 {{device}} 的封包與 Portolan 的測試用戶端有不同處理，因此它不能代表區域網路。',
    bridgeWithoutAddress: '{{bridge}} 沒有位址，因此上面的測試用戶端連不到任何地方。',
    noEntry: '無法進入它的網路。',
    noTestClient: '無法在那裡啟動測試用戶端。',
    silentClient: '測試用戶端沒有回應。',
    noTime: '時間不夠。請單獨檢查這一個。',

    uncertainRule: '從設定無法判斷這條規則是否適用：{{rule}}',
    unexpectedlyOpen: '依設定應該無法到達，實際上卻可以。',
    unexpectedlyClosed: '依設定應該可以到達，實際上卻不行。',

    cannotSend: '無法送到那裡（{{error}}）。',
    cannotSendUnknown: '無法送到那裡（原因不明）。',
    endedAtOnce: '連線被接受，卻立刻結束，沒有傳送任何位元組。',
    noAnswerToEmpty: '空的資料包沒有得到回應；服務本來就可能不回應。',
    maybeStranger: '可能是主機上的{{program}}回應了。',
    strangerOnHost: '是主機上的{{program}}回應了，而不是容器。',
    someoneElse: '是{{endpoint}}以外的程式回應的。',
    answerLost: '資料包已送達並得到回應，但回應沒有回來。',
    noAnswerCanLeave: '資料包已送達，但回應無法離開。',
    arrivedUnanswered: '資料包已送達；服務沒有回應。',
    proxyWaits: '代理接受了連線，卻等不到容器。',
    proxyAlone: '主機上的代理接受了連線，卻沒有連到容器。',
  },
};
