/** What a clean-up reports beside what it removed. */
export const cleanup = {
  cleanup: {
    needsRoot: 'Only root can remove rules and interfaces. Run this with sudo.',
    hiddenRules:
      'Rules of Portolan are left in {{program}}, which is not what "iptables" is on this system now. Make it that again (update-alternatives), then clean up once more.',
    traceStays:
      'The nftables table {{table}} stays: the kernel removes it with the program that made it, which still runs.',
  },
} as const;
