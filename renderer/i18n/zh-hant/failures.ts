import type { Translation } from '#shared/messages/template';
import type { failuresEn } from '../en/failures';

/** Texts about failures by their code, and what to do, in Traditional Chinese. */
export const failuresZhHant: Translation<typeof failuresEn> = {
  error: {
    BAD_REQUEST: {
      title: '無法照要求進行。',
      advice: '請修改輸入的內容後再試一次。',
    },
    NO_SUCH_ENDPOINT: {
      title: '容器已不存在。',
      advice: '請選擇海圖上顯示的容器。',
    },
    NO_SUCH_PUBLICATION: {
      title: '這個連接埠已不再發佈。',
      advice: '不需要再做什麼。',
    },
    PORT_IN_USE: {
      title: '連接埠 {{port}}/{{protocol}} 使用中。',
      advice: '請選擇其他主機連接埠，或結束佔用它的程式。',
    },
    ENDPOINT_HAS_NO_ADDRESS: {
      title: '容器沒有位址。',
      advice: '請先把它接上橋接器，才能發佈它的連接埠。',
    },
    NAME_IN_USE: {
      title: '這個名稱已被使用。',
      advice: '請換一個名稱。',
    },
    NO_SUCH_BRIDGE: {
      title: '橋接器已不存在。',
      advice: '請選擇海圖上顯示的橋接器。',
    },
    NOT_OURS: {
      title: '這是其他程式建立的。',
      advice: '請用建立它的程式來更改。',
    },
    PERMISSION_DENIED: {
      title: '未取得權限。',
      advice: '若有詢問密碼，請再試一次並輸入；否則上面的原因指出系統禁止了什麼。',
    },
    COMMAND_FAILED: {
      title: '指令失敗，沒有更改任何東西。',
      advice: '它的訊息可能說明了原因。',
    },
    TIMED_OUT: {
      title: '沒有及時得到回應。',
      advice: '請再試一次；若仍如此，機器可能非常忙碌。',
    },
    TOO_MANY_REQUESTS: {
      title: '同時向輔助程式提出的請求太多。',
      advice: '請稍候，或關閉其他使用它的程式，再試一次。',
    },
    UNTRUSTED_PATH: {
      title: '其他使用者可能會替換這個檔案。',
      advice: 'Portolan 不會使用它。訊息說明是哪個檔案，以及該如何修改。',
    },
    HELPER_UNAVAILABLE: {
      title: '輔助程式沒有回應。',
      advice: '請再試一次以重新啟動它。',
    },
    UNSUPPORTED: {
      title: '這裡無法這麼做。',
      advice: '原因如上。',
    },
  },
};
