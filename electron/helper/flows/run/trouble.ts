import { say, type Wording } from '#shared/wording/wording';
/** Puts what conntrack(8) complains of into words for a person. */
export function troubleOf(complaint: string): Wording {
  if (complaint.includes('is not installed')) {
    return say('follow.noConntrack');
  }
  if (/permitted|must be root/i.test(complaint)) {
    return say('follow.forbidden');
  }
  if (/Protocol not supported|No such file/i.test(complaint)) {
    return say('follow.noNetlink');
  }
  const said = complaint.split('\n').find((line) => !/^(NOTICE|WARNING)/.test(line)) ?? '';
  return said === '' ? say('follow.conntrackEnded') : say('follow.conntrackFailed', { said });
}
