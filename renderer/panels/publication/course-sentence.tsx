import { Trans, useTranslation } from 'react-i18next';
import { isLoopback } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';

/** What a publication does, in one sentence. */
export function CourseSentence({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const { hostIp, hostPort, protocol, endpoint, containerIp, containerPort } = publication;
  const values = {
    host: hostIp,
    port: `${String(hostPort)}/${protocol}`,
    target: containerPort,
    name: endpoint?.name ?? t('publication.unknownEndpoint'),
    address: containerIp ?? t('publication.noAddress'),
  };
  const i18nKey =
    hostIp === '*'
      ? 'publication.sentenceAll'
      : isLoopback(hostIp)
        ? 'publication.sentenceLocal'
        : 'publication.sentenceAddress';
  return (
    <p className="panel__sentence">
      <Trans t={t} i18nKey={i18nKey} values={values} components={{ b: <b /> }} />
    </p>
  );
}
