import { expect, it } from 'vitest';
import { parseConnections } from './parse-connections';

it('reads which port was asked and who answers', () => {
  // conntrack 1.4.7: `conntrack -L -p tcp -f ipv4`, `conntrack -L -p udp -f ipv6`
  const text = `tcp      6 119 TIME_WAIT src=10.55.66.3 dst=192.0.2.1 sport=43728 dport=2345 src=10.55.66.2 dst=10.55.66.1 sport=8000 dport=43728 [ASSURED] mark=0 use=1
udp      17 29 src=192.0.2.2 dst=192.0.2.1 sport=40000 dport=53 [UNREPLIED] src=192.0.2.1 dst=192.0.2.2 sport=53 dport=40000 mark=0 use=1
udp      17 29 src=2001:db8::2 dst=2001:db8::1 sport=40000 dport=54 src=fd00::2 dst=2001:db8::2 sport=5353 dport=40000 mark=0 use=1
unknown  2 599 src=10.55.66.1 dst=224.0.0.22 [UNREPLIED] src=224.0.0.22 dst=10.55.66.1 mark=0 use=1
`;
  expect(parseConnections(text)).toEqual([
    { askedPort: 2345, answeredBy: '10.55.66.2' },
    { askedPort: 53, answeredBy: '192.0.2.1' },
    { askedPort: 54, answeredBy: 'fd00::2' },
  ]);
});
