/** Where something stands, when that is not a name of the kernel's. */
export const placeTexts = {
  hostPort: 'port {{port}}/{{protocol}}',
  endpointPort: '{{endpoint}} port {{port}}/{{protocol}}',
  host: 'host',
  unknown: 'unknown',
  after: 'after {{place}}',
  /** What is asked where no address can be. */
  portOnly: 'port {{port}}',
} as const;
