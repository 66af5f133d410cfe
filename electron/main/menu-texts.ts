import type { Language } from '#shared/model/language';

/** The labels of the menu. */
const english = {
  openSnapshot: 'Open snapshot…',
  saveSnapshot: 'Save snapshot…',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  delete: 'Delete',
  selectAll: 'Select all',
  view: 'View',
  resetZoom: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  togglefullscreen: 'Full screen',
  reload: 'Reload',
  toggleDevTools: 'Developer tools',
} as const;

export const menuTexts: Readonly<Record<Language, Readonly<Record<keyof typeof english, string>>>> =
  {
    en: english,
    'zh-Hant': {
      openSnapshot: '開啟快照…',
      saveSnapshot: '儲存快照…',
      quit: '結束',
      edit: '編輯',
      undo: '復原',
      redo: '重做',
      cut: '剪下',
      copy: '複製',
      paste: '貼上',
      delete: '刪除',
      selectAll: '全選',
      view: '檢視',
      resetZoom: '實際大小',
      zoomIn: '放大',
      zoomOut: '縮小',
      togglefullscreen: '全螢幕',
      reload: '重新載入',
      toggleDevTools: '開發人員工具',
    },
  };
