/** Texts about what has failed, by the code of the failure, and what to do, in English. */
export const failuresEn = {
  error: {
    BAD_REQUEST: {
      title: 'This request cannot be carried out.',
      advice: 'Change what was entered and try again.',
    },
    NO_SUCH_ENDPOINT: {
      title: 'The container no longer exists.',
      advice: 'Choose one that the chart shows.',
    },
    NO_SUCH_PUBLICATION: {
      title: 'This port is no longer published.',
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
      title: 'The bridge no longer exists.',
      advice: 'Choose one that the chart shows.',
    },
    NOT_OURS: {
      title: 'Another program made this.',
      advice: 'Change it with the program that made it.',
    },
    PERMISSION_DENIED: {
      title: 'The permission was not given.',
      advice:
        'If a password is requested, try again and enter it. Otherwise the reason above says what the system forbids.',
    },
    COMMAND_FAILED: {
      title: 'A command failed. Nothing was changed.',
      advice: 'Its output may say why.',
    },
    TIMED_OUT: {
      title: 'No answer came in time.',
      advice: 'Try again. If it happens again, the machine may be very busy.',
    },
    TOO_MANY_REQUESTS: {
      title: 'Too much is asked of the helper at once.',
      advice: 'Wait a moment, or close other programs that use it, and try again.',
    },
    UNTRUSTED_PATH: {
      title: 'Another user could replace this file.',
      advice: 'Portolan does not use it. Its message says which file, and what to change.',
    },
    HELPER_UNAVAILABLE: {
      title: 'The helper does not answer.',
      advice: 'Try again to restart it.',
    },
    UNSUPPORTED: {
      title: 'This is not possible here.',
      advice: 'The reason is above.',
    },
  },
} as const;
