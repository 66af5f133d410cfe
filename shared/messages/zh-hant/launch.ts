import type { launch as english } from '../en/launch';
import type { Translation } from '../template';

export const launch: Translation<typeof english> = {
  launch: {
    none: '尚未選擇環境。',
    notYet: '輔助程式還沒有回應。',
    ended: '輔助程式已結束，或被結束了。',
    lost: '與輔助程式的連線已中斷。',
    silent:
      '輔助程式已經 {{seconds}} 秒沒有任何回應。尚未開始的動作已取消；請先查看它的狀態，再重試。',
    notAsked: '無法詢問「{{method}}」：{{reason}}',
    noReplyYet:
      '{{socket}} 沒有輔助程式回應。請用「portolan helper」或「portolan lab up」啟動一個。',
    otherUser: '你不能使用 {{socket}} 的輔助程式：它屬於另一個使用者。',
    otherProtocol:
      '輔助程式使用協定版本 {{theirs}}，這個程式使用 {{ours}}。請用相同版本的 Portolan 重新啟動輔助程式。',
    socketFolder: '資料夾 {{folder}} 無法放置通訊端：{{reason}}。',
    foreignFolder: '它不是你的資料夾',
    badSocket: '無法連接輔助程式：{{problem}}。',
    socketPathEmpty: '通訊端的路徑是空的',
    socketPathZero: '通訊端的路徑含有零位元組',
    socketPathLong: '通訊端的路徑超過 {{bytes}} 位元組',
    notNumber: '{{option}} 需要 0 到 {{most}} 的整數，而不是「{{text}}」',
    stateFolderEmpty: '狀態資料夾是空的',

    needsRoot:
      '輔助程式需要 root 才能讀取和更改網路。請用 sudo 啟動它，或使用不需要 root 的「portolan lab up」。',
    namespaceTaken: '另一個輔助程式（pid {{pid}}）正在這個網路命名空間中運作。',
    noLock: '無法取得 {{folder}} 裡的鎖定：{{reason}}',
    stateTaken:
      '另一個輔助程式（pid {{pid}}）正在使用狀態資料夾 {{folder}}。請用「--state」指定另一個資料夾。',
    stateElsewhere:
      '{{folder}} 裡的狀態屬於另一個網路命名空間（{{namespace}}）。請用「--state」為這個輔助程式指定另一個資料夾。',
    noSocket: '無法建立通訊端 {{path}}：{{reason}}',
    notSocket: '{{path}} 已存在，但不是通訊端。',
    socketTaken: '{{path}} 已有輔助程式在回應。',
    onlyLabEnds: '只有實驗室可以這樣結束。請在啟動輔助程式的地方停止它。',
    endedByBug: '輔助程式因程式錯誤而結束；請看它之前輸出的訊息。',
    helperGone: '輔助程式已結束。',

    tooLate: '輔助程式沒有及時回應，已將它結束。',
    helperEnded: '輔助程式在回應之前就結束了：{{output}}',
    noConsent: '要求 root 權限後，{{minutes}} 分鐘內沒有人回應。',
    refused: '未取得 root 權限。若要再次詢問，請再選擇一次這個環境。',
    cannotAsk:
      '這個桌面無法要求 root 權限（{{cause}}）。請在終端機執行「sudo portolan helper」，再選擇一次這個環境。',
    noAgent: '沒有 polkit 代理程式',
    noPkexec: '沒有 pkexec',
    noPolkit: 'polkit 沒有在執行',
    oddPath:
      'Portolan 不會以 root 執行位於「{{path}}」的程式，因為 shell 可能誤解這個路徑。請安裝到名稱單純的資料夾，或自行以 root 啟動「portolan helper」。',

    labTooLate: '實驗室沒有在 {{seconds}} 秒內建立完成，已將它結束。',
    labFailed: '無法建立實驗室：{{output}}',
    labServersLate: '實驗室的網頁伺服器沒有在 {{seconds}} 秒內啟動。',
    noUnshare: '實驗室需要程式 unshare。請安裝 util-linux。',
    namespacesRefused:
      '實驗室需要使用者命名空間，才能不用 root 就運作。系統拒絕建立。請選擇「這台電腦」，或以 root 執行 Portolan。',
    namespacesForbidden:
      '實驗室需要使用者命名空間，才能不用 root 就運作。{{why}}請用「sudo sysctl -w {{setting}}」允許它、選擇「這台電腦」，或以 root 執行 Portolan。',
    noneAllowed: '這個系統完全不允許（user.max_user_namespaces 是 0）。',
    onlyRoot: '這個系統只允許 root 使用（kernel.unprivileged_userns_clone 是 0）。',
    appArmor: 'AppArmor 取消了它們的權限（kernel.apparmor_restrict_unprivileged_userns 是 1）。',
  },
};
