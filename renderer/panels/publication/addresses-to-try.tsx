import { useTranslation } from 'react-i18next';
import { socketName } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Host } from '#shared/model/snapshot';
import { hostAddresses } from '#shared/model/own-addresses';
import { CopyButton } from '../../ui/copy-button';
import { ForeignText } from '../../ui/foreign-text';

/** How many of the host's addresses are suggested. */
const most = 3;

/** A command that connects to a publication, and from where it can be run. */
interface AddressToTry {
  readonly command: string;
  readonly from: 'here' | 'anywhere';
}

/** Commands that connect to a publication, each with a button that copies it. */
export function AddressesToTry(props: { readonly publication: Publication; readonly host: Host }) {
  const { t } = useTranslation();
  return (
    <ul className="tries">
      {addressesToTry(props.publication, props.host).map(({ command, from }) => (
        <li key={command} className="try">
          <code className="try__command">
            <ForeignText text={command} />
          </code>
          <CopyButton lines={[command]} label={t('copy.command', { text: command })} />
          <span className="try__from">
            {from === 'here' ? t('publication.tryLocal') : t('publication.tryOutside')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Returns commands that connect to a publication; none for one that currently does not work. */
function addressesToTry(publication: Publication, host: Host): readonly AddressToTry[] {
  const { hostIp, hostPort, protocol, proxy } = publication;
  const ask = (address: string): string =>
    protocol === 'tcp'
      ? `curl http://${socketName(address, hostPort)}/`
      : `nc -u ${address} ${String(hostPort)}`;
  if (hostIp !== '*') {
    const local = hostIp.startsWith('127.') || hostIp === '::1';
    return [{ command: ask(hostIp), from: local ? 'here' : 'anywhere' }];
  }
  const others = hostAddresses({
    interfaces: host.interfaces.filter(({ kind, uplink }) => uplink || kind !== 'bridge'),
  })
    .slice(0, most)
    .map((address): AddressToTry => ({ command: ask(address), from: 'anywhere' }));
  return proxy ? [...others, { command: ask('127.0.0.1'), from: 'here' }] : others;
}
