import { describe } from 'vitest';
import { expectFault, publishedByHand, type Fault } from '../machines/faults';
import { machineTest as it } from '../machines/machine-test';

const ours = ['publish', 'web', '2345:8000'];

const faults: readonly Fault[] = [
  {
    code: 'NOT_LISTENING',
    where: 'web port 8001/tcp',
    from: 'lan',
    publish: ['publish', 'web', '2345:8001'],
    fixed: false,
  },
  {
    code: 'LISTENS_ON_LOOPBACK_ONLY',
    where: 'web port 8002/tcp',
    from: 'lan',
    publish: ['publish', 'web', '2345:8002'],
    listen: { netns: 'web', address: '127.0.0.1', port: 8002 },
    fixed: false,
  },
  {
    code: 'LISTENS_ON_OTHER_ADDRESS',
    where: 'web port 8003/tcp',
    from: 'lan',
    publish: ['publish', 'web', '2345:8003'],
    make: 'ip -n web address add 10.99.0.1/32 dev eth0',
    listen: { netns: 'web', address: '10.99.0.1', port: 8003 },
    fixed: false,
  },
  {
    code: 'ENDPOINT_NOT_RUNNING',
    where: 'web',
    from: 'lan',
    publish: ours,
    make: 'ip netns delete web',
    fixed: false,
  },
  {
    code: 'NO_ADDRESS',
    where: 'web',
    from: 'lan',
    publish: ours,
    make: 'ip -n web address delete 10.77.0.2/24 dev eth0',
    fixed: false,
  },
  {
    code: 'NO_DEFAULT_ROUTE',
    where: 'web',
    from: 'lan',
    make: `${publishedByHand}\n ip -n web route delete default`,
    fixed: true,
  },
  {
    code: 'INTERFACE_DOWN',
    where: 'v-web',
    from: 'lan',
    publish: ours,
    make: 'ip link set v-web down',
    fixed: true,
  },
  {
    code: 'BRIDGE_DOWN',
    where: 'br0',
    from: 'lan',
    publish: ours,
    make: 'ip link set br0 down',
    fixed: true,
  },
  {
    code: 'WRONG_INTERFACE',
    where: 'br0',
    from: 'lan',
    publish: ours,
    make: 'ip link set v-web nomaster',
    fixed: true,
  },
  {
    code: 'PORT_HELD_BY_OTHER',
    where: 'port 2345/tcp',
    from: 'loopback4',
    make: publishedByHand,
    listen: { address: '0.0.0.0', port: 2345 },
    fixed: false,
  },
  {
    code: 'HOST_ADDRESS_ONLY',
    where: 'port 2345/tcp',
    from: 'loopback4',
    publish: ['publish', 'web', '198.51.100.1:2345:8000'],
    fixed: false,
  },
  {
    code: 'NO_IPV6',
    where: 'port 2345/tcp',
    from: 'loopback6',
    publish: ['publish', 'web', '0.0.0.0:2345:8000'],
    fixed: false,
  },
  {
    code: 'MTU_MISMATCH',
    where: 'v-web',
    from: 'lan',
    publish: ours,
    make: 'ip link set v-web mtu 1300\n ip link set br0 mtu 1500',
    fixed: true,
    partial: true,
  },
];

describe('what is wrong with containers, wires and sockets', () => {
  it.for(faults)('$code on $from at $where', (fault, { machine, helper }) =>
    expectFault(machine, helper, fault),
  );
});
