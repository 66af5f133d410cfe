/** Texts about what has failed, by the code of the failure, and what to do, in English. */
export const failuresEn = {
  error: {
    detail: 'What was run',
    BAD_REQUEST: {
      title: 'This cannot be done as asked.',
      advice: 'Change what was entered and try again.',
    },
    NO_SUCH_ENDPOINT: {
      title: 'The container is not there any more.',
      advice: 'Choose one that the chart shows.',
    },
    NO_SUCH_PUBLICATION: {
      title: 'This port is not published any more.',
      advice: 'There is nothing left to do.',
    },
    PORT_IN_USE: {
      title: 'Port {{port}}/{{protocol}} is in use.',
      advice: 'Choose another host port, or end the program that holds it.',
    },
    ENDPOINT_HAS_NO_ADDRESS: {
      title: 'The container has no address.',
      advice: 'Join it to a bridge first; then its ports can be published.',
    },
    NAME_IN_USE: {
      title: 'This name is taken.',
      advice: 'Choose another name.',
    },
    NO_SUCH_BRIDGE: {
      title: 'The bridge is not there any more.',
      advice: 'Choose one that the chart shows.',
    },
    NOT_OURS: {
      title: 'Another program made this.',
      advice: 'Change it with the program that made it.',
    },
    PERMISSION_DENIED: {
      title: 'The permission was not given.',
      advice:
        'If a password is asked for, try again and enter it; else the reason above names what the system forbids.',
    },
    COMMAND_FAILED: {
      title: 'A command failed. Nothing was changed.',
      advice: 'What it said may tell why.',
    },
    TIMED_OUT: {
      title: 'There was no answer in time.',
      advice: 'Try again; if it stays so, the machine may be very busy.',
    },
    HELPER_UNAVAILABLE: {
      title: 'The helper does not answer.',
      advice: 'Try again to start it anew.',
    },
    UNSUPPORTED: {
      title: 'This is not possible here.',
      advice: 'The reason stands above.',
    },
  },
} as const;
