/** Puts what conntrack(8) complains of into words for a person. */
export function troubleOf(complaint: string): string {
  if (complaint.includes('is not installed')) {
    return 'Connections cannot be followed: the program "conntrack" is not installed.';
  }
  if (/permitted|must be root/i.test(complaint)) {
    return 'Connections cannot be followed: the kernel does not permit it here.';
  }
  if (/Protocol not supported|No such file/i.test(complaint)) {
    return 'Connections cannot be followed: this kernel tells nothing about them (nf_conntrack_netlink is missing).';
  }
  const said = complaint.split('\n').find((line) => !/^(NOTICE|WARNING)/.test(line)) ?? '';
  return `Connections are not followed at the moment: conntrack ended${said === '' ? '' : ` (${said})`}.`;
}
