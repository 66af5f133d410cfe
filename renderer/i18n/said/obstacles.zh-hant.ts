import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';

/** Why a packet does not get to a published port, in Traditional Chinese. */
export const obstaclesZhHant: Texts<(typeof english)['why']> = {
  endpointAway: '{{endpoint}} 沒有在執行。這個連接埠已為它保留，等它啟動後就會提供服務。',
  noAddress: '{{endpoint}} 沒有 IP 位址，因此誰也無法送封包給它。請先讓它加入網路。',
  notListening:
    '{{endpoint}} 裡沒有程式監聽連接埠 {{port}}。請在其中啟動服務，或改為發佈服務真正使用的連接埠。',
  listensOnLoopback:
    '{{endpoint}} 的服務只監聽 {{address}}，除了 {{endpoint}} 自己，誰也連不到。這無法用規則改變：請讓服務監聽 0.0.0.0。',
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
  policy: '沒有規則允許的封包在此一律丟棄（{{hook}} 的預設政策是 DROP），而沒有規則允許這個封包。',
  packetDropped: '封包在 {{chain}} 鏈中被{{owner}}的規則丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
  packetRejected: '封包在 {{chain}} 鏈中被{{owner}}的規則拒絕；封包在 {{hook}} 掛鉤會進入這個鏈。',
  answerDropped: '回應在 {{chain}} 鏈中被{{owner}}的規則丟棄；封包在 {{hook}} 掛鉤會進入這個鏈。',
  answerRejected: '回應在 {{chain}} 鏈中被{{owner}}的規則拒絕；封包在 {{hook}} 掛鉤會進入這個鏈。',
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
    '這台電腦上的{{program}}自己佔用了連接埠 {{port}}。連到這裡的人會連到那個程式，而不是容器。請結束它，或發佈別的連接埠。',
  heldByPublication: '這裡的連接埠由 Portolan 通往{{endpoint}}的另一個發佈（{{id}}）佔用。',

  shortCut:
    '{{endpoint}} 會繞過這台電腦，直接回應 {{caller}}，因此回應的來源位址與所連的位址不同，無法被認出。來源位址必須經過位址偽裝。',
  hairpinOff:
    '{{endpoint}} 經由這台電腦連到自己，但 {{device}} 不會把訊框從進來的那個埠送回去（hairpin 模式已關閉）。',
  noWayBack: '{{endpoint}} 收得到封包，卻沒有回到 {{caller}} 的路：它沒有預設路由。',
  otherWayBack:
    '{{endpoint}} 收得到封包，卻經由 {{gateway}} 回應，那不是這台電腦，因此回應無法被認出。',
  noWayThere: '{{endpoint}} 沒有通往 {{address}} 的路：它沒有預設路由。',
  otherGateway: '{{endpoint}} 把送往 {{address}} 的封包送給 {{gateway}}，那不是這台電腦。',

  stale:
    '{{client}} 的連接埠 {{port}} 在規則變成現在這樣之前就開始連線。核心記得那條連線，只要它持續傳送，封包就仍會送往 {{destination}}。其他連線則會正確送達。',
};
