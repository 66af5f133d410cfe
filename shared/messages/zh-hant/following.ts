import type { following as english } from '../en/following';
import type { Translation } from '../template';

export const following: Translation<typeof english> = {
  follow: {
    tooManyTraces: '已有 {{count}} 個追蹤在進行。請先結束其中一個。',
    noTrace: '追蹤「{{id}}」並未在進行。',
    probeNeedsPublication: '測試封包要送往一個發佈。請指定一個。',
    legacyOnly:
      '這台電腦的規則屬於 iptables-legacy，核心不會告知這種規則如何處理封包。在「iptables」指令為 iptables-nft 的系統上才能追蹤封包。',
    noFlowId: '「{{id}}」不是連線的識別碼。',
    flowGone: '連線「{{id}}」已不存在。',
    protocol: '無法追蹤 {{protocol}} 的封包。',
    icmpPorts: 'ICMP 沒有連接埠。',
    twoVersions: '來源位址與目的位址分屬兩種 IP 版本。',
    noNft: '追蹤封包需要 nftables 套件的程式「nft」，但沒有安裝。',
    oldKernel: '這個核心無法安全地追蹤封包：需要 Linux 5.12。',
    nftNotListening: 'nft 沒有開始接收追蹤訊息。',

    noConntrack: '無法追蹤連線：沒有安裝程式「conntrack」。',
    forbidden: '無法追蹤連線：核心在這裡不允許。',
    noNetlink: '無法追蹤連線：這個核心不提供連線資訊（缺少 nf_conntrack_netlink）。',
    conntrackEnded: '目前無法追蹤連線：conntrack 已結束。',
    conntrackFailed: '目前無法追蹤連線：conntrack 已結束（{{output}}）。',
    ended: '已不再追蹤連線。',
    endedBecause: '已不再追蹤連線：{{reason}}',
    threadEnded: '執行緒已結束',
    noAccounting: '這個核心不計算位元組：沒有 nf_conntrack。',
  },

  trace: {
    translatedBefore: '從連線的第一個封包起就已轉換：nat 鏈只看得到那個封包。',
    watcher: '這個掛鉤上沒有任何規則；Portolan 只在這裡觀察。',
    undecided: '這個鏈中沒有規則做出決定。',
    nftEnded: 'nft 自行結束了。',
    lostInRouting:
      '之後沒有再看到這個封包。路由時無路可走：沒有路由、未開啟轉送，或來源位址屬於另一個介面（rp_filter）。',
    lostUnseen: '之後沒有再看到這個封包。它被追蹤看不到的東西丟棄，例如 iptables-legacy 的規則。',
    insideNotShown: '不會顯示 {{endpoint}} 內的情形：{{reason}}',
    insideGone: '已不再顯示 {{endpoint}} 內的情形：它已不存在。',
    legacyToo: 'iptables-legacy 也有規則，但不會顯示它們如何處理封包。',
    neverCame: '已送出測試封包，但它一直沒有出現。',
  },
};
