import type { Publication } from '#shared/model/publication';
import type { Bridge, Endpoint, Snapshot } from '#shared/model/snapshot';

export function findEndpoint(snapshot: Snapshot | null, id: string): Endpoint | null {
  return snapshot?.endpoints.find((endpoint) => endpoint.id === id) ?? null;
}

export function findBridge(snapshot: Snapshot | null, name: string): Bridge | null {
  return snapshot?.bridges.find((bridge) => bridge.name === name) ?? null;
}

export function findPublication(snapshot: Snapshot | null, id: string): Publication | null {
  return snapshot?.publications.find((publication) => publication.id === id) ?? null;
}
