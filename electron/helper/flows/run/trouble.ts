import { msg, type Message } from '#shared/messages/message';
/** Puts what conntrack(8) complains of into words for a person. */
export function troubleOf(complaint: string): Message {
  if (complaint.includes('is not installed')) {
    return msg('follow.noConntrack');
  }
  if (/permitted|must be root/i.test(complaint)) {
    return msg('follow.forbidden');
  }
  if (/Protocol not supported|No such file/i.test(complaint)) {
    return msg('follow.noNetlink');
  }
  const said = complaint.split('\n').find((line) => !/^(NOTICE|WARNING)/.test(line)) ?? '';
  return said === '' ? msg('follow.conntrackEnded') : msg('follow.conntrackFailed', { said });
}
