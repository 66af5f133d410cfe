import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';

/** Why a helper cannot be started or asked, and what is wrong with a file, in Traditional Chinese. */
export const launchZhHant: Texts<Pick<typeof english, 'launch' | 'file'>> = {
  launch: {
    none: '尚未選擇世界。',
    notYet: '輔助程式還沒有回應。',
    ended: '輔助程式已結束，或被結束了。',
    lost: '與輔助程式的連線已中斷。',
    noAnswer: '輔助程式沒有在 {{seconds}} 秒內回應「{{method}}」。',
    notAsked: '無法詢問「{{method}}」：{{reason}}',
    nobody: '{{socket}} 沒有輔助程式回應。',
    nobodyYet:
      '{{socket}} 沒有輔助程式回應。請用「portolan helper」或「portolan lab up」啟動一個。',
    otherUser: '你不能使用 {{socket}} 的輔助程式：它屬於另一個使用者。',
    otherProtocol:
      '輔助程式使用協定版本 {{theirs}}，這個程式使用 {{ours}}。請用相同版本的 Portolan 重新啟動輔助程式。',
    untrusted: '{{socket}} 的輔助程式不可信任：其他使用者可以寫入 {{folder}}。',
    socketFolder: '資料夾 {{folder}} 無法放置通訊端：{{reason}}。',
    foreignFolder: '它不是你的資料夾',

    tooLate: '輔助程式沒有及時回應，已將它結束。',
    helperEnded: '輔助程式在回應之前就結束了：{{said}}',
    noConsent: '要求 root 權限後，{{minutes}} 分鐘內沒有人回應。',
    refused: '未取得 root 權限。若要再次詢問，請再選擇一次這個世界。',
    cannotAsk:
      '這個桌面環境無法要求 root 權限（{{cause}}）。請在終端機執行「sudo portolan helper」，再選擇一次這個世界。',
    noAgent: '沒有 polkit 代理程式',
    noPkexec: '沒有 pkexec',
    noPolkit: 'polkit 沒有在執行',
    oddPath:
      'Portolan 不會以 root 執行位於「{{path}}」的程式，因為 shell 可能誤解這個路徑。請安裝到名稱單純的資料夾，或自行以 root 啟動「portolan helper」。',

    labTooLate: '實驗室沒有在 {{seconds}} 秒內建立完成，已將它結束。',
    labFailed: '無法建立實驗室：{{said}}',
    noUnshare: '實驗室需要程式 unshare。請安裝 util-linux。',
    namespacesRefused:
      '實驗室需要使用者命名空間，才能不用 root 就運作。系統拒絕建立。請選擇「這台電腦」，或以 root 執行 Portolan。',
    namespacesForbidden:
      '實驗室需要使用者命名空間，才能不用 root 就運作。{{why}}請用「sudo sysctl -w {{setting}}」允許它、選擇「這台電腦」，或以 root 執行 Portolan。',
    noneAllowed: '這個系統完全不允許（user.max_user_namespaces 是 0）。',
    onlyRoot: '這個系統只允許 root 使用（kernel.unprivileged_userns_clone 是 0）。',
    appArmor: 'AppArmor 取消了它們的權限（kernel.apparmor_restrict_unprivileged_userns 是 1）。',
  },
  file: {
    noSnapshot: '還沒有可以儲存的快照。',
    readOnly: '來自檔案的快照只能檢視。',
    tooLarge: '「{{file}}」太大，不會是快照。',
    notSnapshot: '「{{file}}」：{{why}}',
    notJson: '這不是 Portolan 的快照：它不是 JSON。',
    notRecord: '這不是 Portolan 的快照：{{problem}}。',
    cannotRead: '無法讀取「{{path}}」：{{reason}}。',
    cannotWrite: '無法寫入「{{path}}」：{{reason}}。',
    missing: '沒有這個檔案或資料夾',
    folder: '它是資料夾',
    notFolder: '路徑中有一部分不是資料夾',
    denied: '權限不足',
    notPermitted: '不被允許',
    readOnlySystem: '檔案系統是唯讀的',
    full: '裝置上沒有剩餘空間',
  },
};
