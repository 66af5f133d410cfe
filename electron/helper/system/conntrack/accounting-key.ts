/** Whether the kernel counts packets and bytes of new connections (nf_conntrack-sysctl.rst). */
export const accountingKey = 'net.netfilter.nf_conntrack_acct';
