import type { words as english } from '../en/words';
import type { Translation } from '../template';

/** With the blanks beside Latin letters that Chinese sentences need around them. */
export const words: Translation<typeof english> = {
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

  text: {
    verbatim: '{{text}}',
    sentences: '{{before}}{{next}}',
  },
};
