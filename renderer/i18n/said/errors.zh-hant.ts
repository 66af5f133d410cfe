import type { english } from '#shared/wording/english/english';
import type { Texts } from '../texts';

/** Why something that was asked for is not done, in Traditional Chinese. */
export const errorsZhHant: Texts<(typeof english)['error']> = {
  noSuchWay: '沒有這樣通往這個發佈的路徑。',
  noProbeFrom: '無法從那裡送出測試封包：{{reason}}',
};
