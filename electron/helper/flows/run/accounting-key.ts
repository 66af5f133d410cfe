/** Whether the kernel counts packets and bytes of connections that begin from now on (nf_conntrack-sysctl). */
export const accountingKey = 'net.netfilter.nf_conntrack_acct';
