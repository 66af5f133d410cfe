import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';

type Words = Texts<
  Pick<typeof english, 'place' | 'owner' | 'origin' | 'program' | 'container' | 'list'>
>;

/** Places, and words that go into other sentences, in Traditional Chinese: with the blanks beside Latin letters. */
export const wordsZhHant: Words = {
  place: {
    hostPort: '連接埠 {{port}}/{{protocol}}',
    endpointPort: '{{endpoint}} 連接埠 {{port}}/{{protocol}}',
    host: '主機',
    unknown: '不明',
    after: '{{place}} 之後',
    portOnly: '連接埠 {{port}}',
  },
  owner: {
    portolan: ' Portolan ',
    docker: ' Docker ',
    podman: ' Podman ',
    ufw: ' ufw ',
    firewalld: ' firewalld ',
    kubernetes: ' Kubernetes ',
    libvirt: ' libvirt ',
    other: '其他程式',
  },
  origin: {
    portolan: ' Portolan ',
    docker: ' Docker ',
    podman: ' Podman ',
    other: '其他程式',
  },
  program: {
    named: ' {{process}} ',
    process: ' {{process}}（pid {{pid}}）',
    processOfUser: ' {{process}}（pid {{pid}}，使用者 {{user}}）',
    ofUser: ' {{process}}（使用者 {{user}}）',
    unknownOfUser: '另一個程式（使用者 {{user}}）',
    unknownProcess: '另一個程式（pid {{pid}}）',
    unknown: '另一個程式',
  },
  container: {
    named: ' {{name}} ',
    another: '另一個容器',
    unknown: '這個容器',
    some: '一個容器',
    of: '容器 {{name}} ',
  },
  list: {
    sentences: '{{before}}{{next}}',
  },
};
