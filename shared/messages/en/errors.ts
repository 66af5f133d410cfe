/** Why a request is refused or fails. */
export const errors = {
  /** Why a request was refused or failed, shown below the headline of the error's code. */
  error: {
    notAddress: '"{{text}}" is not an IP address.',
    notCidr: '"{{text}}" is not an address with a prefix length.',
    notInterfaceName:
      '"{{text}}" is not an interface name: 1 to 15 letters, digits, "_", "." or "-", no "-" first.',

    notAnId: '"{{text}}" is not the id of a publication.',
    noPublication: 'There is no publication "{{id}}".',
    nothingPublished: 'Nothing is published as "{{selector}}".',
    notPublishedPort: '"{{selector}}" does not name a published port.',
    ambiguous: '"{{id}}" names more than one publication.',
    several: '"{{selector}}" names more than one publication.',
    noneNamed: 'Name a published port.',
    noPart: 'Name a part to switch off or on.',
    publishedBy: '{{name}} was published by {{origin}}; change it there.',
    noEndpoint: 'There is no container or namespace "{{target}}". None is running.',
    noEndpointAmong: 'There is no container or namespace "{{target}}". Running: {{names}}.',
    hostNetwork: "{{target}} uses the host's own network: its ports are on the host already.",
    noReachableAddress: '{{endpoint}} has no IP address that the host could reach.',
    noFreePort: 'No port is free for port {{port}} of {{endpoint}}.',
    tooManyPorts: 'More than {{most}} ports in one request.',
    askedTwice: 'Port {{port}} appears twice in this request.',
    askedTwiceAs: 'Port {{port}} appears twice in this request, the other time as {{other}}.',
    notConnectable: 'No client can connect to the host address {{address}}.',
    linkLocal:
      'The host address {{address}} is link-local: such addresses need an interface, and are not supported as a host address. Choose another address of this computer.',
    addressMissing: 'This computer has no address {{address}}.',
    mayNotListen: 'The helper may not listen on port {{port}}.',
    cannotHold: 'Port {{port}} cannot be held: {{reason}}',
    heldByPublication:
      'Port {{port}} is already published: it leads to port {{target}} of {{endpoint}}.',
    heldByEngine: 'Port {{port}} is published by {{engine}} for {{where}} (held by {{program}}).',
    heldByEngineRules:
      'Port {{port}} is published by {{engine}} for {{where}} (by rules, without a socket).',
    heldByProgram: 'Port {{port}} is in use by {{program}}.',

    notBridgeAddress: '{{address}} cannot be the address of a bridge.',
    bridgeOnNetwork:
      '{{address}} is the network {{network}} itself or its broadcast address; a bridge needs an address in it.',
    noRoom: '{{network}} has no room for a container beside the bridge.',
    overlaps:
      '{{network}} overlaps with {{other}}, which this host reaches. Choose another network.',
    overlapsBy:
      '{{network}} overlaps with {{other}}, which this host reaches by {{device}}. Choose another network.',
    noFreeAddress: 'No address of {{network}} is free.',
    outsideNetwork: '{{asked}} is not an address of {{network}}, the network of {{bridge}}.',
    onNetwork: '{{address}} is the network {{network}} itself or its broadcast address.',
    addressUsed: '{{address}} is used by {{user}} already.',
    foreignBridge: 'The bridge {{bridge}} was not made by Portolan.',
    bridgeOf:
      'The bridge {{bridge}} was made by {{origin}}, so Portolan does not attach containers to it.',
    noBridge: 'There is no bridge "{{bridge}}".',
    stillAttached: '{{names}} would lose its network: detach it from {{bridge}} first.',
    foreignPorts:
      '{{ports}} was added to {{bridge}} by another program: remove it first ("ip link set dev {{port}} nomaster").',
    nameOnHost: 'An interface named {{name}} is on this host already.',
    nameOnHostOfKind: 'An interface ({{kind}}) named {{name}} is on this host already.',
    nameInEndpoint: 'An interface named {{name}} is on {{endpoint}} already.',
    attachedAlready: '{{endpoint}} is attached to {{bridge}} already, by {{link}}.',
    joinedByOthers: '{{endpoint}} was attached to {{bridge}} by another program.',
    notAttached: '{{endpoint}} is not attached to {{bridge}}.',

    noPath: 'There is no path "{{path}}".',
    nothingBlocks: 'Nothing blocks {{path}}.',
    obstacleGone: '{{code}} no longer blocks this path.',
    noSafeFix: 'No safe fix is known for this.',
    noFix: 'There is no fix "{{fix}}".',
    noSuchWay: 'There is no such path to this publication.',
    noProbeFrom: 'A test packet cannot be sent from there: {{reason}}',

    commandFailed: '"{{command}}" failed: {{reason}}',
    exitCode: 'exit code {{code}}',
    outputTooLong: 'it printed more than {{mebibytes}} MiB',
    noReply: 'it did not answer',
    commandLate: '"{{command}}" did not end within {{seconds}} s.',
    notInstalled: 'The program "{{program}}" is not installed.',
    sysctlFailed: 'The sysctl {{key}} cannot be set: {{reason}}',
    tableChanged:
      'The table {{table}} differs from what was written: another program changed it at the same moment.',
    locked:
      '{{program}} is changing the firewall and does not finish: it holds the lock {{lock}}. Try again when it is done.',
    lockedByUnknown:
      'Another program is changing the firewall and does not finish: it holds the lock {{lock}}. Try again when it is done.',
    cannotSave: 'The state cannot be saved in {{folder}}: {{reason}}',

    badInput: '{{method}}: {{problem}}',
    dropped: 'The program that asked for this has gone, or the helper is ending.',
    badMessage: 'This is not a request of the protocol.',
    tooManyCalls: 'Too many requests at once. Wait for answers before you send more.',
    tooManyClients: 'Too many programs are connected to the helper. Close some of them.',
    noMethod: 'There is no method "{{method}}".',
    internal: 'Internal error in {{method}}: {{reason}}',
  },

  /** What is wrong with a snapshot's file. */
  file: {
    noSnapshot: 'There is no snapshot to save yet.',
    readOnly: 'A snapshot from a file is read-only.',
    notSnapshot: '"{{file}}": {{why}}',
    notJson: 'This is not a snapshot of Portolan: it is not JSON.',
    notRecord: 'This is not a snapshot of Portolan: {{problem}}.',
    tooMany: 'This is too much to show: it has more than {{most}} {{what}}.',
    tooManyValues: 'This is too much to show: it has more than {{most}} values.',
    textTooLong: 'This is not a snapshot of Portolan: a text has more than {{most}} characters.',
    tooDeep: 'This is not a snapshot of Portolan: it is nested more than {{most}} levels deep.',
    cannotRead: '"{{path}}" cannot be read: {{reason}}.',
    cannotWrite: '"{{path}}" cannot be written: {{reason}}.',
    notSaved: '{{file}} cannot be written: {{reason}}',
    missing: 'there is no such file or folder',
    folder: 'it is a folder',
    notRegular: 'it is not a regular file',
    link: 'it is a symbolic link',
    tooLong: 'it is longer than {{mebibytes}} MiB',
    silentPipe: 'nothing was written to it for {{seconds}} s',
    notFolder: 'a part of the path is not a folder',
    denied: 'permission denied',
    notPermitted: 'it is not permitted',
    readOnlySystem: 'the file system is read-only',
    full: 'no space is left on the device',
  },

  /** What is wrong with a port specification. */
  spec: {
    refused: 'Port "{{text}}": {{why}}.',
    protocol: 'the protocol is tcp or udp',
    hostAddress: 'the host address is not an IP address',
    containerPort: 'the container port is 1-65535, or a range such as 8000-8010',
    hostPort: 'the host port is 0-65535, or a range such as 8000-8010',
    ranges: 'the two ranges have different lengths',
    brackets: 'brackets are for IPv6 addresses',
  },

  /** What is wrong with a file of saved rules. */
  rules: {
    inFile: '"{{path}}": {{why}}',
    inInput: 'Standard input: {{why}}',
    tooLarge: 'More than {{mebibytes}} MiB cannot be saved rules.',
    notText: 'This is not text, so it is not what iptables-save prints.',
    notSaved: 'This is not what iptables-save prints: line {{line}}: {{problem}}.',
    noCommit: 'the table "{{table}}" has no COMMIT, so the rest of it may be missing',
    outside: '"{{text}}" is outside of a table',
    unknown: '"{{text}}" is neither a chain nor a rule',
  },
} as const;
