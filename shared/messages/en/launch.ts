/** Why a helper cannot be started or reached. */
export const launch = {
  launch: {
    none: 'No world is chosen.',
    notYet: 'The helper does not answer yet.',
    ended: 'The helper has stopped, or was stopped.',
    lost: 'The connection to the helper was lost.',
    silent:
      'The helper has been silent for {{seconds}} s. What it had not begun is cancelled; look at its state before you try again.',
    notAsked: '"{{method}}" could not be called: {{reason}}',
    noReplyYet:
      'No helper answers at {{socket}}. Start one with "portolan helper" or "portolan lab up".',
    otherUser: 'You may not use the helper at {{socket}}: it belongs to another user.',
    otherProtocol:
      'The helper speaks protocol {{theirs}}, this program {{ours}}. Restart the helper with the same version of Portolan.',
    socketFolder: 'The folder {{folder}} cannot hold the socket: {{reason}}.',
    foreignFolder: 'it is not your folder',
    badSocket: 'No helper can be reached: {{problem}}.',
    socketPathEmpty: 'the path of the socket is empty',
    socketPathZero: 'the path of the socket has a zero byte in it',
    socketPathLong: 'the path of the socket is longer than {{bytes}} bytes',
    notNumber: '{{option}} takes a whole number from 0 to {{most}}, not "{{text}}"',
    stateFolderEmpty: 'the folder of the state is empty',

    needsRoot:
      'The helper needs root to read and change the network. Start it with sudo, or use "portolan lab up", which needs none.',
    namespaceTaken: 'Another helper (process {{pid}}) is running in this network namespace.',
    noLock: 'The lock in {{folder}} cannot be taken: {{reason}}',
    stateTaken:
      'Another helper (process {{pid}}) uses the folder {{folder}} for its state. Give this one another folder with "--state".',
    stateElsewhere:
      'The state in {{folder}} belongs to another network namespace ({{namespace}}). Give this helper another folder with "--state".',
    noSocket: 'The socket {{path}} cannot be created: {{reason}}',
    notSocket: '{{path}} exists and is not a socket.',
    socketTaken: 'A helper answers at {{path}} already.',
    onlyLabEnds: 'Only a lab can be ended this way. Stop the helper where it was started.',
    endedByBug: 'The helper has ended because of a bug; see what it printed before.',
    helperGone: 'The helper has ended.',

    tooLate: 'The helper did not answer in time and was ended.',
    helperEnded: 'The helper ended before it answered: {{output}}',
    noConsent: "The request for root's rights was not answered within {{minutes}} minutes.",
    refused: "Root's rights were not granted. Choose this world again to retry.",
    cannotAsk:
      'This desktop has no way to ask for root\'s rights ({{cause}}). Run "sudo portolan helper" in a terminal, then choose this world again.',
    noAgent: 'no polkit agent',
    noPkexec: 'no pkexec',
    noPolkit: 'polkit does not run',
    oddPath:
      'Portolan does not run files in "{{path}}" as root, because a shell could misread that path. Install it in a folder with a plain name, or start "portolan helper" as root yourself.',

    labTooLate: 'The lab was not ready within {{seconds}} s and was ended.',
    labFailed: 'The lab could not be built: {{output}}',
    labServersLate: 'The web servers of the lab did not start within {{seconds}} s.',
    noUnshare: 'The lab needs the program unshare. Install util-linux.',
    namespacesRefused:
      'The lab needs a user namespace, so that it can work without root. The system refused to create it. Choose "This computer", or run Portolan as root.',
    namespacesForbidden:
      'The lab needs a user namespace, so that it can work without root. {{why}} Allow it with "sudo sysctl -w {{setting}}", choose "This computer", or run Portolan as root.',
    noneAllowed: 'This system allows none (user.max_user_namespaces is 0).',
    onlyRoot: 'This system allows them to root only (kernel.unprivileged_userns_clone is 0).',
    appArmor:
      'AppArmor takes their privileges away (kernel.apparmor_restrict_unprivileged_userns is 1).',
  },
} as const;
