/** Why something that was asked for is not done: what stands below the headline of the error's code. */
export const errorTexts = {
  noSuchWay: 'There is no such way to this publication.',
  noProbeFrom: 'A test packet cannot be sent from there: {{reason}}',
} as const;
