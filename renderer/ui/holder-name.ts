import { useTranslation } from 'react-i18next';
import type { PortHolder } from '#shared/result/app-error';

/** Returns a function that describes in one sentence who uses a port, as far as is known. */
export function useHolderName(): (port: number, holder: PortHolder | undefined) => string {
  const { t } = useTranslation();
  const holderName = (holder: PortHolder | undefined): string | null => {
    if (holder?.publication !== undefined) return t('holder.publication');
    if (holder?.container !== undefined) return t('holder.container', { name: holder.container });
    if (holder?.process === undefined) return null;
    const { process, pid, user } = holder;
    if (pid === undefined) return t('holder.processOnly', { process });
    return user === undefined
      ? t('holder.process', { process, pid: String(pid) })
      : t('holder.processUser', { process, pid: String(pid), user });
  };
  return (port, holder) => {
    const name = holderName(holder);
    return name === null
      ? t('publish.takenUnknown', { port: String(port) })
      : t('publish.taken', { port: String(port), holder: name });
  };
}
