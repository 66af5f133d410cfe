/** What is wrong with a snapshot's file. */
export const fileTexts = {
  noSnapshot: 'There is no snapshot to save yet.',
  readOnly: 'A snapshot from a file can only be looked at.',
  tooLarge: '"{{file}}" is too large to be a snapshot.',
  notSnapshot: '"{{file}}": {{why}}',
  notJson: 'This is not a snapshot of Portolan: it is not JSON.',
  notRecord: 'This is not a snapshot of Portolan: {{problem}}.',
  cannotRead: '"{{path}}" cannot be read: {{reason}}.',
  cannotWrite: '"{{path}}" cannot be written: {{reason}}.',
  missing: 'there is no such file or folder',
  folder: 'it is a folder',
  notFolder: 'a part of the path is not a folder',
  denied: 'permission denied',
  notPermitted: 'it is not permitted',
  readOnlySystem: 'the file system is read-only',
  full: 'no space is left on the device',
} as const;
