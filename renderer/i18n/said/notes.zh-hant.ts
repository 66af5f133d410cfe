import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';

/** Why a way in was not tried, or what was seen when it was, in Traditional Chinese. */
export const notesZhHant: Texts<(typeof english)['note']> = {
  noOuterAddress: '這台電腦在外部網路上沒有位址。',
  nothingToAsk: '這台電腦沒有可供連線的位址。',
  nobodyToAsk: '沒有可以發出連線的對象。',
  noNeighbours: '{{endpoint}} 不在任何橋接器上，因此沒有鄰居。',
  unknownEndpoint: '不知道這個連接埠屬於哪個容器。',
  endpointAway: '{{endpoint}} 沒有在執行。',
  noFreeNetwork: '沒有可供外部測試用戶端使用的網路。',
  noStandIn:
    '規則或路由對來自 {{device}} 的封包與 Portolan 的測試用戶端有不同處理，因此它不能代表區域網路。',
  bridgeWithoutAddress: '{{bridge}} 沒有位址，因此上面的測試用戶端誰也連不到。',
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
};
