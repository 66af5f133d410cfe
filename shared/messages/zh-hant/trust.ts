import type { trust as english } from '../en/trust';
import type { Translation } from '../template';

export const trust: Translation<typeof english> = {
  trust: {
    gone: '{{path}} 不存在，因此無法信任。',
    owner: '{{path}} 屬於使用者 {{uid}}，他可以替換裡面的內容。它必須屬於 root 或你。',
    notFolder: '{{path}} 不是資料夾。',
    writable: '其他使用者可以寫入 {{path}}，並替換裡面的內容。請用「chmod go-w」取消這個權限。',
    replaced: '{{path}} 在開啟時被換成了另一個檔案。',
    otherListener:
      '在 {{socket}} 回應的程式以使用者 {{uid}} 的身分執行，不是 root，也不是你。不會使用它。',
    notOwner: '{{path}} 屬於使用者 {{uid}}。它必須屬於 root。',
    openToOthers: '其他使用者可以讀取 {{path}}。請用「chmod go-rwx」取消這個權限。',
  },
};
