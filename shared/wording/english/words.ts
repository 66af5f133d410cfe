/** Words that go into other sentences. */
export const wordTexts = {
  /** Whose rules a sentence speaks of. */
  owner: {
    portolan: 'portolan',
    docker: 'docker',
    podman: 'podman',
    ufw: 'ufw',
    firewalld: 'firewalld',
    kubernetes: 'kubernetes',
    libvirt: 'libvirt',
    other: 'somebody',
  },
  /** A program that has a port. */
  program: {
    named: '{{process}}',
    process: '{{process}} (process {{pid}})',
    unknownProcess: 'another program (process {{pid}})',
    unknown: 'another program',
  },
  container: {
    named: '{{name}}',
    another: 'another container',
    unknown: 'the container',
  },
  list: {
    sentences: '{{before}} {{next}}',
  },
} as const;
