/**
 * The one IPC channel between window and main process, for the messages of `windowMethods`. It has
 * its own file so that the preload script bundles no schema.
 */
export const windowChannel = 'portolan';
