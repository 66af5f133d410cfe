/** Why a file or a program is not trusted. */
export const trust = {
  trust: {
    gone: '{{path}} does not exist, so it cannot be trusted.',
    owner:
      '{{path}} belongs to user {{uid}}, who could replace what is in it. It must belong to root or to you.',
    notFolder: '{{path}} is not a folder.',
    writable:
      'Other users may write to {{path}}, and could replace what is in it. Take that right away with "chmod go-w".',
    replaced: '{{path}} was replaced by another file while it was opened.',
    otherListener:
      'The program that answers at {{socket}} runs as user {{uid}}, not as root or as you. It is not used.',
    notOwner: '{{path}} belongs to user {{uid}}. It must belong to root.',
    openToOthers: 'Other users may read {{path}}. Take that right away with "chmod go-rwx".',
  },
} as const;
