/** What a clean-up reports beside what it removed. */
export const cleanup = {
  cleanup: {
    needsRoot: 'Only root can remove rules and interfaces. Run this with sudo.',
    traceStays:
      'The nftables table {{table}} stays: the kernel removes it with the program that made it, which still runs.',
  },
} as const;
