/** Words that go into other sentences. */
export const words = {
  /** Whose rules a sentence speaks of. */
  owner: {
    portolan: 'portolan',
    docker: 'docker',
    podman: 'podman',
    ufw: 'ufw',
    firewalld: 'firewalld',
    kubernetes: 'kubernetes',
    libvirt: 'libvirt',
    other: 'another program',
  },
  /** Who made something. */
  origin: {
    portolan: 'Portolan',
    docker: 'Docker',
    podman: 'Podman',
    other: 'another program',
  },
  /** A program that has a port. */
  program: {
    named: '{{process}}',
    process: '{{process}} (process {{pid}})',
    processOfUser: '{{process}} (process {{pid}}, user {{user}})',
    ofUser: '{{process}} (user {{user}})',
    unknownOfUser: 'another program (user {{user}})',
    unknownProcess: 'another program (process {{pid}})',
    unknown: 'another program',
  },
  container: {
    named: '{{name}}',
    another: 'another container',
    unknown: 'the container',
    some: 'a container',
    of: 'container {{name}}',
  },
  text: {
    verbatim: '{{text}}',
    sentences: '{{before}} {{next}}',
  },
} as const;
