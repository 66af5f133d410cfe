import { describe, vi } from 'vitest';
import { itRelays } from './testing/tcp-port-cases';

// A version of Node with other internals.
vi.mock(import('./inner-tcp'), async (original) => ({ ...(await original()), innerTcp: null }));

describe('a TCP port whose connections are sockets', itRelays);
