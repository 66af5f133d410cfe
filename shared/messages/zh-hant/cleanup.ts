import type { cleanup as english } from '../en/cleanup';
import type { Translation } from '../template';

export const cleanup: Translation<typeof english> = {
  cleanup: {
    needsRoot: '只有 root 能移除規則和介面。請用 sudo 執行。',
    hiddenRules:
      '{{program}} 裡還留有 Portolan 的規則，但這個系統的「iptables」目前不是它。請先切換回去（update-alternatives），再清理一次。',
    traceStays: 'nftables 資料表 {{table}} 保留：建立它的程式仍在執行，程式結束時核心會移除它。',
  },
};
