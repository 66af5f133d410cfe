import { describe, expect, it } from 'vitest';
import { explainNamespaceRefusal } from './namespace-refusal';
import { toEnglish } from '#shared/messages/message';

const free = { maxUserNamespaces: 15000, unprivilegedClone: 1, apparmorRestricts: 0 };
const refused = 'unshare: unshare failed: Operation not permitted\n';

describe('explainNamespaceRefusal', () => {
  it.each([
    [{ ...free, maxUserNamespaces: 0 }, 'user.max_user_namespaces=15000'],
    [{ ...free, unprivilegedClone: 0 }, 'kernel.unprivileged_userns_clone=1'],
    [{ ...free, apparmorRestricts: 1 }, 'kernel.apparmor_restrict_unprivileged_userns=0'],
  ])('names the setting and how to change it: %j', (switches, setting) => {
    const error = explainNamespaceRefusal(refused, switches);
    expect(error?.code).toBe('UNSUPPORTED');
    expect(toEnglish(error?.message ?? '')).toContain(`sudo sysctl -w ${setting}`);
  });

  it('also explains when no known setting is the cause', () => {
    const none = { maxUserNamespaces: null, unprivilegedClone: null, apparmorRestricts: null };
    const error = explainNamespaceRefusal(refused, none);
    expect(toEnglish(error?.message ?? '')).toContain('The system refused');
  });

  it('leaves other failures alone', () => {
    expect(explainNamespaceRefusal('Error: Cannot find module', free)).toBeNull();
    expect(explainNamespaceRefusal('ip: Operation not permitted', free)).toBeNull();
  });
});
