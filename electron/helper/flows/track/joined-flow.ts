import type { FlowRule } from '#shared/model/flow';

/** Which part of a proxied connection a flow is: what the client opened, or what the proxy opened for it. */
export type Half = 'client' | 'backend';

interface EndpointName {
  readonly id: string;
  readonly name: string;
}

/** What a flow is, beyond its tuples. */
export interface JoinedFlow {
  readonly dnat: boolean;
  readonly snat: boolean;
  readonly publication?: string;
  readonly candidates?: readonly string[];
  readonly dnatRule?: FlowRule;
  readonly from?: EndpointName;
  readonly to?: EndpointName;
  /** Of what passes a proxy, as far as the tuples tell: what the client opened, or what the proxy opened for it. */
  readonly half?: Half;
  readonly wires: readonly string[];
}
