/**
 * The one IPC channel between the window and the main process; it carries the messages of
 * `windowMethods`.
 */
export const windowChannel = 'portolan';
